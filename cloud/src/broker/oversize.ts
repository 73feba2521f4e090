import type { Socket } from "node:net";

/**
 * MQTT lets a packet announce up to 256 MB, and the parser keeps what has come of it in memory.
 * A client that sends more than this without finishing a message is let go.
 */
const MOST_UNFINISHED_BYTES = 4 * 1024 * 1024;
const CHECK_EVERY_MS = 250;

export interface OversizeGuard {
  watch(socket: Socket): void;
  /** A whole message came from this connection. */
  finished(connection: object): void;
  close(): void;
}

export const guardAgainstOversize = (onOversize: (socket: Socket) => void): OversizeGuard => {
  const finishedAt = new WeakMap<object, number>();
  const watched = new Set<Socket>();
  const timer = setInterval(() => {
    for (const socket of watched) {
      const unfinished = socket.bytesRead - (finishedAt.get(socket) ?? 0);
      if (unfinished <= MOST_UNFINISHED_BYTES) continue;
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
