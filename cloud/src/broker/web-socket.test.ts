import { once } from "node:events";
import { createServer } from "node:http";
import { connect as connectTcp } from "node:net";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { senderOf } from "../access/principal.ts";
import { httpBounds } from "../api/http-bounds.ts";
import { createEventBus } from "../events/bus.ts";
import { createBroker } from "./broker.ts";
import { listen } from "./listen.ts";
import { ownOrigins } from "./own-origin.ts";
import { createWebSocketDoor } from "./web-socket.ts";

const open = async () => {
  const server = createServer(httpBounds, (_request, response) => response.end("a page"));
  const broker = await createBroker({
    authenticate: senderOf,
    saved: () => undefined,
    introduce: async () => undefined,
    accept: (message, settled) => settled(undefined, undefined, message),
    events: createEventBus({ onFault: () => undefined, onLeftOut: () => undefined }),
    now: Date.now,
    log: pino({ level: "silent" }),
    isOwnOrigin: ownOrigins("https://air.example.org"),
  });
  server.on("upgrade", broker.upgrade);
  const port = await listen(server, "127.0.0.1", 0);
  onTestFinished(async () => {
    await broker.close();
    server.closeAllConnections();
    server.close();
  });
  return { broker, port };
};

/** The status with which a WebSocket is answered; 101 when it is opened. */
const statusOf = async (
  port: number,
  { path = "/mqtt", protocols = ["mqtt"], origin = undefined as string | undefined } = {},
): Promise<number> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, {
    ...(origin === undefined ? {} : { origin }),
  });
  socket.on("error", () => undefined);
  onTestFinished(() => socket.terminate());
  return new Promise((resolve) => {
    socket.once("open", () => resolve(101));
    socket.once("unexpected-response", (_request, { statusCode }) => resolve(statusCode ?? 0));
  });
};

test("a WebSocket is opened for MQTT, at its path, by programs and our own pages", async () => {
  const { port } = await open();
  expect(await statusOf(port)).toBe(101);
  expect(await statusOf(port, { protocols: ["mqttv3.1"] })).toBe(101);
  expect(await statusOf(port, { origin: "https://air.example.org" })).toBe(101);
  expect(await statusOf(port, { origin: `http://127.0.0.1:${port}` })).toBe(101);
  expect(await statusOf(port, { origin: "https://evil.example" })).toBe(403);
  expect(await statusOf(port, { origin: "null" })).toBe(403);
  expect(await statusOf(port, { protocols: ["chat"] })).toBe(400);
  expect(await statusOf(port, { path: "/elsewhere" })).toBe(200);
});

test("the page that asks is ours by the public name, or by an address of this machine", () => {
  const isOwn = ownOrigins("https://air.example.org");
  expect(isOwn("https://air.example.org", "air.example.org")).toBe(true);
  expect(isOwn("http://air.example.org", "air.example.org")).toBe(false);
  expect(isOwn("http://192.168.1.7:8080", "192.168.1.7:8080")).toBe(true);
  expect(isOwn("http://[::1]:8080", "[::1]:8080")).toBe(true);
  expect(isOwn("http://localhost:8080", "localhost:8080")).toBe(true);
  expect(isOwn("http://localhost:3000", "localhost:8080")).toBe(false);
  // A name that was made to lead to this machine.
  expect(isOwn("http://evil.example:8080", "evil.example:8080")).toBe(false);
  expect(isOwn("null", "localhost:8080")).toBe(false);
});

test("text, a frame that is too long and broken frames close their connection, and no other", async () => {
  const { broker, port } = await open();
  const closed = async (send: (socket: WebSocket) => void) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/mqtt`, "mqtt");
    socket.on("error", () => undefined);
    await once(socket, "open");
    const end = once(socket, "close");
    send(socket);
    await end;
  };
  await closed((socket) => socket.send("hello, broker"));
  await closed((socket) => socket.send(Buffer.alloc(4 * 1024 * 1024 + 6)));
  await closed((socket) =>
    (socket as unknown as { _socket: NodeJS.WritableStream })._socket.write("\xff\xff\xff\xff"),
  );
  expect(broker.clients()).toBe(0);
  expect(await statusOf(port)).toBe(101);
});

/** The head of a masked binary frame of 1 MiB, of which next to nothing follows. */
const beginFrame = (bytes: number): Buffer =>
  Buffer.concat([
    Buffer.from([0x82, 0xff]),
    Buffer.from([0, 0, 0, 0, 0, 0x10, 0, 0]),
    Buffer.alloc(4 + bytes),
  ]);

test("messages that have begun and do not end hold so much memory together, and no more", async () => {
  const closed: unknown[] = [];
  const server = createServer(httpBounds);
  server.on(
    "upgrade",
    createWebSocketDoor({
      limits: {
        unfinished: 4 * 1024 * 1024,
        unfinishedTogether: 100_000,
        readAtOnce: 16_384,
        socketBuffer: 65_536,
        unreadBytes: 65_536,
      },
      isOwnOrigin: () => false,
      take: () => true,
      judging: () => () => true,
      onOversize: (socket) => closed.push(socket),
    }),
  );
  const port = await listen(server, "127.0.0.1", 0);
  onTestFinished(() => void server.close());
  const sockets = await Promise.all(
    [10_000, 20_000, 60_000, 30_000].map(async (bytes) => {
      const socket = connectTcp(port, "127.0.0.1");
      socket.on("error", () => undefined);
      onTestFinished(() => void socket.destroy());
      socket.write(
        "GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n",
      );
      await once(socket, "data");
      return { socket, bytes };
    }),
  );
  for (const { socket, bytes } of sockets) socket.write(beginFrame(bytes));
  await expect.poll(() => sockets.filter(({ socket }) => socket.destroyed)).toHaveLength(1);
  expect(sockets.find(({ socket }) => socket.destroyed)?.bytes).toBe(60_000);
  expect(closed).toHaveLength(1);
});
