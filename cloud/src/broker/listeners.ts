import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { setSocketBuffers } from "@datacityzen/hardware/broker/socket-buffers";
import type { Logger } from "pino";
import type { Certificate } from "../tls/certificate.ts";
import { handshake } from "../tls/handshake.ts";
import { listen } from "./listen.ts";

export interface ListenerLimits {
  /** Connections through all doors together. */
  readonly connections: number;
  readonly socketBuffer: number;
}

export interface Listeners {
  /** Listens for MQTT over TCP, or over TLS with a certificate; gives the port, which the system chooses for 0. */
  listen(host: string, port: number, certificate?: Certificate): Promise<number>;
  /** A connection that came through another door: false when there are too many, and it is closed. */
  take(socket: Socket): boolean;
  /** Takes no more, and closes those that are there. */
  close(): Promise<void>;
}

/** The doors through which MQTT clients come, each of whose connections `onConnection` is given. */
export const createListeners = (
  { connections, socketBuffer }: ListenerLimits,
  log: Pick<Logger, "debug" | "warn">,
  onConnection: (socket: Socket) => void,
): Listeners => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  let dropped = 0;
  const drop = (): void => {
    if (dropped++ % 1000 === 0) log.warn({ connections, dropped }, "too many connections");
  };

  const take = (socket: Socket): boolean => {
    if (sockets.size >= connections) {
      drop();
      socket.destroy();
      return false;
    }
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    onConnection(socket);
    return true;
  };

  const options = { noDelay: true, keepAlive: true, highWaterMark: socketBuffer };
  const createTls = (certificate: Certificate): Server => {
    const server = createTlsServer(
      { ...options, ...handshake, ...certificate.pair() },
      (socket) => {
        setSocketBuffers(socket, { write: socketBuffer });
        take(socket);
      },
    );
    server.on("tlsClientError", (error, socket) => {
      log.debug({ err: error }, "connection refused");
      socket.destroy();
    });
    certificate.serve(server);
    return server;
  };

  return {
    take,
    listen(host, port, certificate) {
      const server =
        certificate === undefined ? createServer(options, take) : createTls(certificate);
      // Those whose handshake is under way count too.
      server.maxConnections = connections;
      server.on("drop", drop);
      servers.push(server);
      return listen(server, host, port);
    },
    async close() {
      // Calls back with an error when it never listened, and is closed all the same.
      const closed = servers.map(
        (server) => new Promise<void>((resolve) => server.close(() => resolve())),
      );
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
};
