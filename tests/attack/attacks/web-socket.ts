import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { generate } from "mqtt-packet";
import type { Attack, Context } from "../attack.ts";
import { awaitEvent, closedWithin, openSocket } from "../raw-mqtt.ts";

const MIB = 1024 * 1024;

const upgrade = (path = "/mqtt", more = ""): string =>
  `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n${more}\r\n`;

type Code = "continuation" | "text" | "binary" | "close" | "ping" | "pong" | "reserved";
const codes: Readonly<Record<Code, number>> = {
  continuation: 0,
  text: 1,
  binary: 2,
  reserved: 3,
  close: 8,
  ping: 9,
  pong: 10,
};

/** The head of a frame (RFC 6455, 5.2) that announces so many bytes, masked by zeros: they go as they are. */
const head = (
  code: Code,
  announced: number | bigint,
  { last = true, masked = true } = {},
): Buffer => {
  const first = codes[code] | (last ? 0x80 : 0);
  const mask = masked ? 0x80 : 0;
  const key = masked ? Buffer.alloc(4) : Buffer.alloc(0);
  if (announced < 126) return Buffer.concat([Buffer.of(first, mask | Number(announced)), key]);
  if (announced < 65_536) {
    const short = Buffer.of(first, mask | 126, 0, 0);
    short.writeUInt16BE(Number(announced), 2);
    return Buffer.concat([short, key]);
  }
  const long = Buffer.concat([Buffer.of(first, mask | 127), Buffer.alloc(8)]);
  long.writeBigUInt64BE(BigInt(announced), 2);
  return Buffer.concat([long, key]);
};

const frame = (code: Code, payload: Buffer, options = {}): Buffer =>
  Buffer.concat([head(code, payload.length, options), payload]);

const connect = (clientId: string): Buffer =>
  frame(
    "binary",
    generate({
      ...{ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 0 },
      clientId,
    }),
  );

/** A WebSocket that speaks by hand, with an MQTT client behind it that has said CONNECT. */
const openWebSocket = async ({ site }: Context, clientId: string): Promise<Socket> => {
  const socket = await openSocket(site.cloud.httpPort);
  socket.write(upgrade());
  await awaitEvent(socket, "data");
  socket.write(connect(clientId));
  await awaitEvent(socket, "data");
  return socket;
};

const openMany = (context: Context, name: string, count: number): Promise<Socket[]> =>
  Promise.all(
    Array.from({ length: count }, (_, index) => openWebSocket(context, `${name}-${index}`)),
  );

const write = async (socket: Socket, bytes: Buffer): Promise<void> => {
  if (socket.destroyed || socket.write(bytes)) return;
  await Promise.race([awaitEvent(socket, "drain"), wait(2000)]);
};

/** Frames that announce megabytes and stop before their last byte. */
const unfinished = async (context: Context): Promise<Socket[]> => {
  const sockets = await openMany(context, "unfinished", context.amount(200));
  const most = Buffer.alloc(3_900_000);
  await Promise.all(
    sockets.map(async (socket) => {
      await write(socket, head("binary", most.length + 1000));
      await write(socket, most);
    }),
  );
  return sockets;
};

/** Messages in fragments whose last never comes: of some bytes each, and of none. */
const fragments = async (context: Context): Promise<Socket[]> => {
  const sockets = await openMany(context, "fragments", context.amount(80));
  const some = Buffer.concat([
    frame("binary", Buffer.of(0x30), { last: false }),
    ...Array.from({ length: 2000 }, () =>
      frame("continuation", Buffer.alloc(1000), { last: false }),
    ),
  ]);
  const none = Buffer.concat([
    frame("binary", Buffer.of(0x30), { last: false }),
    ...Array.from({ length: 100_000 }, () => head("continuation", 0, { last: false })),
  ]);
  await Promise.all(
    sockets.map(async (socket, index) => {
      await write(socket, index % 2 === 0 ? some : none);
      await write(socket, index % 2 === 0 ? some : none);
    }),
  );
  return sockets;
};

/** Pings whose answers are not read. */
const pings = async (context: Context): Promise<Socket[]> => {
  const sockets = await openMany(context, "pings", context.amount(40));
  const some = Buffer.concat(Array.from({ length: 2000 }, () => frame("ping", Buffer.alloc(125))));
  await Promise.all(
    sockets.map(async (socket) => {
      socket.pause();
      for (let round = 0; round < 20; round++) await write(socket, some);
    }),
  );
  return sockets;
};

/** What no WebSocket may send: each is followed by the end of its connection. */
const wrong: readonly (readonly [what: string, bytes: Buffer])[] = [
  ["a frame of 2^63 bytes", head("binary", 2n ** 63n)],
  ["a frame of 2^53 bytes", head("binary", 2n ** 53n)],
  ["a frame beyond what a message may have", head("binary", 5 * MIB)],
  ["a frame without a mask", frame("binary", Buffer.alloc(10), { masked: false })],
  ["a reserved code", frame("reserved", Buffer.alloc(10))],
  ["a ping in pieces", frame("ping", Buffer.alloc(10), { last: false })],
  ["a ping of 126 bytes", frame("ping", Buffer.alloc(126))],
  ["a piece of nothing", frame("continuation", Buffer.alloc(10))],
  ["text that is none", frame("text", Buffer.of(0xff, 0xfe, 0xfd))],
  ["a close code that is none", frame("close", Buffer.of(0, 1))],
  ["a second CONNECT", connect("again")],
];

/** Requests to upgrade that are not finished, or are none. */
const upgrades = [
  upgrade().slice(0, -2),
  upgrade("/mqtt", `X-Long: ${"x".repeat(100_000)}\r\n`),
  upgrade("/mqtt", "Origin: https://evil.example\r\n"),
  upgrade("/api/v1/stations"),
  upgrade().replace("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n", ""),
  upgrade().replace("Version: 13", "Version: 99"),
  upgrade("/mqtt", "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=1\r\n"),
];

export const webSocketFrames: Attack = {
  name: "web-socket-frames",
  target: "cloud",
  what: "MQTT over WebSocket with frames that never end, pieces without a last, pings, and what is no frame",
  async run(context) {
    const { site, note, fault } = context;
    for (const [what, bytes] of wrong) {
      const socket = await openWebSocket(context, "wrong");
      socket.write(bytes);
      if (!(await closedWithin(socket, 5000))) fault(`after ${what} the connection stays`);
      socket.destroy();
    }
    const waiting: Socket[] = [];
    for (const text of upgrades) {
      const socket = await openSocket(site.cloud.httpPort);
      socket.write(text);
      waiting.push(socket);
    }
    for (const [what, attack] of [
      ["unfinished", unfinished],
      ["in pieces", fragments],
      ["pinging", pings],
    ] as const) {
      const sockets = await attack(context);
      await wait(500);
      const left = sockets.filter(({ destroyed }) => !destroyed).length;
      note(`${what}: ${left} of ${sockets.length} connections stay`);
      for (const socket of sockets) socket.destroy();
    }
    for (const socket of waiting) socket.destroy();
  },
};
