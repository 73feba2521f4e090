import type { Socket } from "node:net";
import { limits } from "@datacityzen/hardware/wire/limits";

const CHECK_EVERY_MS = 250;

export interface OversizeGuard {
  watch(socket: Socket): void;
  /** A whole message came from this connection. */
  finished(connection: object): void;
  close(): void;
}

/**
 * MQTT lets a packet announce up to 256 MB, and the parser keeps what has come of it in memory.
 * Lets go of a client whose message does not end, after it was told.
 */
export const guardAgainstOversize = (onOversize: (socket: Socket) => void): OversizeGuard => {
  const finishedAt = new WeakMap<object, number>();
  const watched = new Set<Socket>();
  const timer = setInterval(() => {
    for (const socket of watched) {
      const unfinished = socket.bytesRead - (finishedAt.get(socket) ?? 0);
      if (unfinished <= limits.unfinished) continue;
      onOversize(socket);
      socket.destroy();
    }
  }, CHECK_EVERY_MS);
  return {
    watch(socket) {
      watched.add(socket);
      socket.on("close", () => watched.delete(socket));
    },
    finished(connection) {
      finishedAt.set(connection, (connection as Socket).bytesRead);
    },
    close: () => clearInterval(timer),
  };
};
