import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import pino from "pino";
import { createWebSocketStream, WebSocket } from "ws";
import { httpBounds, MQTT_PATH } from "../api/http-bounds.ts";
import type { Authority } from "../requests/certificates.fixture.ts";
import { openCertificate } from "../tls/certificate.ts";
import type { Broker } from "./broker.ts";
import { listen } from "./listen.ts";

export const doorNames = ["tcp", "tls", "websocket"] as const;

/** One of the ways to a broker. */
export interface Door {
  /** Bytes of MQTT, whatever carries them. */
  connect(): Promise<Duplex>;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";

/** Resolves when the connection stands, or was closed by the other side. */
const connected = (socket: Duplex, event: string): Promise<Duplex> =>
  new Promise((resolve) => {
    socket.on("error", () => undefined);
    for (const one of [event, "close"]) socket.once(one, () => resolve(socket));
  });

const openTcp = async (broker: Broker): Promise<Door> => {
  const port = await broker.listen(HOST, 0);
  return { connect: () => connected(connect(port, HOST), "connect"), close: async () => undefined };
};

const openTls = async (broker: Broker, authority: Authority): Promise<Door> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-door-"));
  const { cert, key } = authority.certificate(`IP:${HOST}`);
  const files = { certificate: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  await writeFile(files.certificate, cert);
  await writeFile(files.key, key);
  const certificate = await openCertificate(files, Date.now, pino({ level: "silent" }));
  const port = await broker.listen(HOST, 0, certificate);
  const ca = authority.ca;
  return {
    connect: () => connected(connectTls({ port, host: HOST, ca }), "secureConnect"),
    async close() {
      certificate.close();
      await rm(folder, { recursive: true });
    },
  };
};

const openWebSocket = async (broker: Broker): Promise<Door> => {
  const server = createServer(httpBounds);
  server.on("upgrade", broker.upgrade);
  const port = await listen(server, HOST, 0);
  return {
    async connect() {
      const socket = new WebSocket(`ws://${HOST}:${port}${MQTT_PATH}`, "mqtt");
      const stream = createWebSocketStream(socket);
      stream.on("error", () => undefined);
      // A stream that was ended by the other side only is not destroyed, as a TCP socket is.
      socket.on("close", () => stream.destroy());
      await once(socket, "open");
      return stream;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

export const openDoor = (
  name: (typeof doorNames)[number],
  broker: Broker,
  authority: Authority,
): Promise<Door> =>
  ({
    tcp: () => openTcp(broker),
    tls: () => openTls(broker, authority),
    websocket: () => openWebSocket(broker),
  })[name]();
