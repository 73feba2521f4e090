import { type AddressInfo, createServer, type Socket } from "node:net";
import { readWhole } from "@datacityzen/hardware/broker/read-whole";
import { setSocketBuffers } from "@datacityzen/hardware/broker/socket-buffers";

export interface Listener {
  readonly port: number;
  /** When the client of this socket was last heard, by our clock. */
  heardAt(socket: Socket): number;
  /** Takes no new connection; resolves when there is none left. */
  stop(): Promise<void>;
  /** Ends the connections that are left. */
  destroyAll(): void;
}

/** Takes the connections of local clients; rejects with the system's error when the port cannot be had. */
export const openListener = async (
  { host, port }: { readonly host: string; readonly port: number },
  limits: {
    readonly connections: number;
    readonly socketBuffer: number;
    readonly readAtOnce: number;
  },
  {
    now,
    onConnection,
    onTooMany,
  }: {
    readonly now: () => number;
    readonly onConnection: (socket: Socket) => void;
    readonly onTooMany: () => void;
  },
): Promise<Listener> => {
  const sockets = new Set<Socket>();
  const heardAt = new WeakMap<Socket, number>();
  const server = createServer({ highWaterMark: limits.socketBuffer }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    setSocketBuffers(socket, { read: limits.readAtOnce });
    readWhole(socket, setImmediate);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    onConnection(socket);
    socket.on("data", () => heardAt.set(socket, now()));
  });
  server.maxConnections = limits.connections;
  server.on("drop", onTooMany);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    heardAt: (socket) => heardAt.get(socket) ?? 0,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
    destroyAll() {
      for (const socket of sockets) socket.destroy();
    },
  };
};
