import { type AddressInfo, createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { readWhole } from "@datacityzen/hardware/broker/read-whole";
import { setSocketBuffers } from "@datacityzen/hardware/broker/socket-buffers";

/** PEM. */
export interface ServerKey {
  readonly certificate: string;
  readonly key: string;
}

/** RFC 9325 (BCP 195): nothing older; clients prove who they are by name and secret. */
const handshake = { minVersion: "TLSv1.2", handshakeTimeout: 10_000, requestCert: false } as const;

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
  {
    host,
    port,
    tls,
  }: { readonly host: string; readonly port: number; readonly tls?: ServerKey | undefined },
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
  const take = (socket: Socket): void => {
    setSocketBuffers(socket, { read: limits.readAtOnce, write: limits.socketBuffer });
    readWhole(socket, setImmediate);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    onConnection(socket);
    socket.on("data", () => heardAt.set(socket, now()));
  };
  const options = { highWaterMark: limits.socketBuffer };
  const server =
    tls === undefined
      ? createServer(options, take)
      : createTlsServer({ ...options, ...handshake, cert: tls.certificate, key: tls.key }, take);
  // Those whose handshake is under way count too, and are ended with the others.
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  // A port scan, or a device that does not know the certificate.
  server.on("tlsClientError", (_error: Error, socket: Socket) => socket.destroy());
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
