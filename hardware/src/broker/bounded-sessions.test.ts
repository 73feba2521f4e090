import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { Aedes, type Client } from "aedes";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { generate, type Packet, parser } from "mqtt-packet";
import { expect, onTestFinished, test } from "vitest";
import { boundSessions, type SessionLimits, type SessionPersistence } from "./bounded-sessions.ts";
import { readWhole } from "./read-whole.ts";

const HOST = "127.0.0.1";
const DAY_MS = 86_400_000;
const topic = "house/bell";

/** Larger than any of these tests reaches. */
const wide: SessionLimits = {
  sessions: 10,
  sessionMs: DAY_MS,
  queuedOfSession: 1000,
  queuedBytes: 1_000_000,
  unreleased: 10,
  unreleasedTogether: 10,
};

/** A broker whose sessions are bounded, for clients over TCP. */
const openBroker = async (limits: Partial<SessionLimits> = {}) => {
  let [clock, leftOut] = [0, 0];
  const aedes = await Aedes.createBroker();
  const { persistence } = aedes as unknown as { readonly persistence: SessionPersistence };
  const sessions = boundSessions<Client>(persistence, {
    limits: { ...wide, ...limits },
    now: () => clock,
    granted: () => true,
    onLeftOut: () => {
      leftOut += 1;
    },
  });
  aedes.on("client", sessions.connected);
  aedes.on("clientDisconnect", sessions.left);
  const server = createServer((socket) => {
    readWhole(socket, setImmediate);
    aedes.handle(socket);
  });
  server.listen(0, HOST);
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    aedes.close();
  });
  const { port } = server.address() as AddressInfo;

  const open = async (clientId: string, options: IClientOptions = {}) => {
    const heard: string[] = [];
    const client = mqtt.connect(`mqtt://${HOST}:${port}`, {
      ...{ clientId, reconnectPeriod: 0, resubscribe: false },
      ...options,
    });
    onTestFinished(() => void client.end(true));
    client.on("message", (_topic, payload) => void heard.push(payload.toString()));
    await new Promise<void>((resolve) => client.once("connect", () => resolve()));
    return { client, heard };
  };
  const away = () => aedes.connectedClients;
  const leave = async (client: MqttClient): Promise<void> => {
    const before = away();
    await client.endAsync();
    await expect.poll(away).toBe(before - 1);
  };
  return {
    port,
    open,
    sessions,
    leftOut: () => leftOut,
    pass: (ms: number): void => {
      clock += ms;
    },
    leave,
    /** A session that has subscribed and is away. */
    async leaveBehind(clientId: string): Promise<void> {
      const { client } = await open(clientId, { clean: false });
      await client.subscribeAsync(topic, { qos: 2 });
      await leave(client);
    },
  };
};

type Opened = Awaited<ReturnType<typeof openBroker>>;

/** Somebody rings the bell so many times. */
const ring = async ({ open, leave }: Opened, count: number, qos: 1 | 2 = 1, length = 2) => {
  const { client } = await open("button");
  for (let number = 0; number < count; number++)
    await client.publishAsync(topic, String(number).padStart(length, "0"), { qos });
  await leave(client);
};

const numbers = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => String(number).padStart(2, "0"));

test("for a session that is away so many messages wait; the first are kept, and nobody else misses one", async () => {
  const broker = await openBroker({ queuedOfSession: 3 });
  await broker.leaveBehind("away");
  const there = await broker.open("there", { clean: false });
  await there.client.subscribeAsync(topic, { qos: 1 });
  await ring(broker, 8);
  await expect.poll(() => there.heard).toEqual(numbers(8));
  expect(broker.leftOut()).toBeGreaterThanOrEqual(5);
  await expect
    .poll(broker.sessions.counts)
    .toMatchObject({ sessions: 2, queuedMessages: 3, queuedBytes: 3 * (topic.length + 2) });
  const back = await broker.open("away", { clean: false });
  await expect.poll(() => back.heard).toEqual(numbers(3));
  await expect.poll(broker.sessions.counts).toMatchObject({ queuedMessages: 0, queuedBytes: 0 });
});

test("so many bytes wait for all sessions together, and there is room again when one has collected its own", async () => {
  const size = topic.length + 20;
  const broker = await openBroker({ queuedBytes: 5 * size });
  await broker.leaveBehind("one");
  await ring(broker, 3, 1, 20);
  await broker.leaveBehind("other");
  await ring(broker, 4, 1, 20);
  expect(broker.sessions.counts()).toMatchObject({ queuedMessages: 5, queuedBytes: 5 * size });
  expect(broker.leftOut()).toBe(6);
  const one = await broker.open("one", { clean: false });
  await expect.poll(() => one.heard).toHaveLength(4);
  await expect.poll(broker.sessions.counts).toMatchObject({ queuedBytes: size });
  await broker.leave(one.client);
  await ring(broker, 2, 1, 20);
  expect(broker.sessions.counts()).toMatchObject({ queuedMessages: 5, queuedBytes: 5 * size });
});

test("a session for which there is no room misses nothing while its client is there", async () => {
  const broker = await openBroker({ queuedBytes: topic.length + 2 });
  await broker.leaveBehind("away");
  await ring(broker, 1);
  const there = await broker.open("there", { clean: false });
  await there.client.subscribeAsync(topic, { qos: 1 });
  await ring(broker, 5);
  await expect.poll(() => there.heard).toEqual(numbers(5));
  expect(broker.leftOut()).toBe(10);
  expect(broker.sessions.counts()).toMatchObject({ queuedMessages: 1 });
});

test("what waits is given back with its session: after a day, for a newer one, and for a client that begins anew", async () => {
  const broker = await openBroker({ sessions: 2 });
  await broker.leaveBehind("old");
  await ring(broker, 2);
  broker.pass(DAY_MS);
  broker.sessions.forgetOld();
  expect(broker.sessions.counts()).toMatchObject({ sessions: 1, queuedMessages: 2 });
  broker.pass(1);
  broker.sessions.forgetOld();
  await expect.poll(broker.sessions.counts).toMatchObject({ sessions: 0, queuedBytes: 0 });

  for (const name of ["one", "two", "three"]) {
    await broker.leaveBehind(name);
    await ring(broker, 1);
  }
  // "one" gave its place to "three".
  expect(broker.sessions.counts()).toMatchObject({ sessions: 2, queuedMessages: 3 });
  await broker.open("two", { clean: true });
  await expect.poll(broker.sessions.counts).toMatchObject({ sessions: 1, queuedMessages: 1 });
  await broker.open("three", { clean: true });
  await expect.poll(broker.sessions.counts).toMatchObject({ sessions: 0, queuedBytes: 0 });
});

test("messages of QoS 2 take no place for ever once they were handed out", async () => {
  const broker = await openBroker({ queuedOfSession: 4 });
  const there = await broker.open("there", { clean: false });
  await there.client.subscribeAsync(topic, { qos: 2 });
  await ring(broker, 6, 2);
  await expect.poll(() => there.heard).toEqual(numbers(6));
  await expect.poll(broker.sessions.counts).toMatchObject({ queuedMessages: 0, queuedBytes: 0 });
  await broker.leave(there.client);
  await ring(broker, 4, 2);
  const back = await broker.open("there", { clean: false });
  await expect.poll(() => back.heard).toEqual(numbers(4));
  await expect.poll(broker.sessions.counts).toMatchObject({ queuedMessages: 0, queuedBytes: 0 });
});

/** Answers each publication with a PUBREC, whatever its QoS, and never with a PUBCOMP. */
const answerWrongly = async (port: number, clientId: string) => {
  const socket = connect(port, HOST);
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  let released = 0;
  const packets = parser();
  packets.on("packet", ({ cmd, messageId }: Packet) => {
    if (cmd === "publish") socket.write(generate({ cmd: "pubrec", messageId: messageId ?? 0 }));
    if (cmd === "pubrel") released += 1;
  });
  socket.on("data", (chunk: Buffer) => packets.parse(chunk));
  const connection = { protocolId: "MQTT", protocolVersion: 4, keepalive: 0 } as const;
  socket.write(generate({ cmd: "connect", ...connection, clean: false, clientId }));
  return { socket, released: () => released };
};

test("a client that answers with PUBREC and begins anew ends nobody, and its messages wait no more", async () => {
  const broker = await openBroker();
  await broker.leaveBehind("wrong");
  await ring(broker, 3);
  const { socket, released } = await answerWrongly(broker.port, "wrong");
  await expect.poll(released).toBe(3);
  socket.destroy();
  await broker.open("wrong", { clean: true });
  await expect.poll(broker.sessions.counts).toMatchObject({ sessions: 0, queuedBytes: 0 });
});
