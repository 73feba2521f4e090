import type { Socket } from "node:net";
import { limits } from "@datacityzen/hardware/wire/limits";

const lookEveryMs = 250;

export const isOversize = (payload: { readonly length: number }): boolean =>
  payload.length > limits.relayed;

export interface OversizeGuard {
  readonly watch: (socket: Socket) => void;
  /** A whole message came from this connection. */
  readonly finished: (connection: object) => void;
  readonly close: () => void;
}

/**
 * MQTT lets a packet announce 256 MB, and its parser keeps what has come of it in memory: more
 * than a small gateway has. Calls `onOversize` for a connection whose message does not end.
 */
export const guardAgainstOversize = (onOversize: (socket: Socket) => void): OversizeGuard => {
  const finishedAt = new WeakMap<object, number>();
  const watched = new Set<Socket>();
  const timer = setInterval(() => {
    for (const socket of watched)
      if (socket.bytesRead - (finishedAt.get(socket) ?? 0) > limits.relayed) onOversize(socket);
  }, lookEveryMs);
  return {
    watch: (socket) => {
      watched.add(socket);
      socket.once("close", () => watched.delete(socket));
    },
    finished: (connection) => {
      finishedAt.set(connection, (connection as Socket).bytesRead);
    },
    close: () => clearInterval(timer),
  };
};
