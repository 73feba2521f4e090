import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { generate, type Packet, parser } from "mqtt-packet";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { senderOf } from "../access/principal.ts";
import { createEventBus } from "../events/bus.ts";
import type { Incoming } from "../ingest/ingest.ts";
import { type BrokerOptions, createBroker } from "./broker.ts";

const quiet = { onFault: () => undefined, onLeftOut: () => undefined };

/** A broker alone, whose messages are durable as soon as `accept` resolves. */
const openAlone = async (options: Partial<BrokerOptions> = {}) => {
  const lines: { msg: string; [field: string]: unknown }[] = [];
  const events = createEventBus(quiet);
  const broker = await createBroker({
    authenticate: async (credentials) => senderOf(credentials),
    accept: async () => undefined,
    events,
    now: Date.now,
    log: pino({ level: "warn" }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
    ...options,
  });
  const port = await broker.listen("127.0.0.1", 0);
  onTestFinished(() => broker.close());
  return { broker, port, events, lines };
};

const openSocket = async (port: number): Promise<Socket> => {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
};

/** A client that keeps to nothing: it sends what it likes and answers what it likes. */
const openRaw = async (
  port: number,
  clientId: string,
  { username, clean = true }: { username?: string; clean?: boolean } = {},
) => {
  const socket = await openSocket(port);
  const answers: Packet[] = [];
  const packets = parser();
  packets.on("packet", (packet: Packet) => answers.push(packet));
  socket.on("data", (chunk: Buffer) => packets.parse(chunk));
  const send = (packet: object) => socket.write(generate(packet as Packet));
  const connection = { protocolId: "MQTT", protocolVersion: 4, keepalive: 0, clean, clientId };
  send({ cmd: "connect", ...connection, ...(username === undefined ? {} : { username }) });
  const has = (cmd: string) => answers.some((packet) => packet.cmd === cmd);
  await expect.poll(() => has("connack") || socket.destroyed).toBe(true);
  return { socket, answers, send, has };
};

const publication = (topic: string, qos: 0 | 1 | 2, messageId: number, payload = "{}") => ({
  ...{ cmd: "publish", topic, qos, messageId, payload, dup: false, retain: false },
});

test("messages of QoS 2 without PUBREL are counted across the connections of a session", async () => {
  const { port } = await openAlone();
  const session = { username: "half", clean: false };
  const topic = "dcz/1/half/readings";
  const first = await openRaw(port, "half", session);
  for (let id = 1; id <= 60; id++) first.send(publication(topic, 2, id));
  await expect.poll(() => first.answers.filter(({ cmd }) => cmd === "pubrec")).toHaveLength(60);
  first.socket.destroy();
  const again = await openRaw(port, "half", session);
  for (let id = 101; id <= 141; id++) again.send(publication(topic, 2, id));
  await expect.poll(() => again.socket.destroyed).toBe(true);
  expect(again.answers.filter(({ cmd }) => cmd === "pubrec").length).toBeLessThanOrEqual(40);
});

test("messages of QoS 2 without PUBREL are counted over all sessions", async () => {
  const { port } = await openAlone({ limits: { unreleasedTogether: 10 } });
  for (const name of ["one", "two"]) {
    const client = await openRaw(port, name, { username: name, clean: false });
    for (let id = 1; id <= 6; id++) client.send(publication(`dcz/1/${name}/readings`, 2, id));
    const released = () => client.answers.filter(({ cmd }) => cmd === "pubrec").length;
    await expect.poll(() => released() === 6 || client.socket.destroyed).toBe(true);
    expect(client.socket.destroyed).toBe(name === "two");
  }
});

test("a connection that says nothing, or half a CONNECT, is closed", async () => {
  const { port } = await openAlone({ limits: { connectMs: 100 } });
  const silent = await openSocket(port);
  const half = await openSocket(port);
  half.write(Buffer.from([0x10, 0x40, 0, 4, 0x4d]));
  await Promise.all([once(silent, "close"), once(half, "close")]);
});

test("connections beyond the limit are closed at once, those that are there stay", async () => {
  const { port, broker } = await openAlone({ limits: { connections: 2 } });
  await openRaw(port, "one");
  await openRaw(port, "two");
  const third = await openSocket(port);
  if (!third.destroyed) await once(third, "close");
  expect(broker.clients()).toBe(2);
});

test("a name or a will that is too long closes its connection", async () => {
  const { port, lines } = await openAlone();
  const long = await openRaw(port, "x".repeat(129));
  await expect.poll(() => long.socket.destroyed).toBe(true);
  expect(lines[0]).toMatchObject({ msg: "client disconnected", reason: "too_large" });
});

test("a gateway is granted so many filters, and closed when it goes on asking", async () => {
  const { port } = await openAlone({ limits: { filtersOfClient: 3, refusedFilters: 5 } });
  const gateway = await openRaw(port, "maison", { username: "gateway:maison" });
  const ask = (from: number, count: number) =>
    gateway.send({
      cmd: "subscribe",
      messageId: from,
      subscriptions: Array.from({ length: count }, (_, index) => ({
        topic: `dcz/1/station-${from + index}/receipts`,
        qos: 1,
      })),
    });
  ask(1, 4);
  await expect.poll(() => gateway.has("suback")).toBe(true);
  expect(gateway.answers.find(({ cmd }) => cmd === "suback")).toMatchObject({
    granted: [1, 1, 1, 128],
  });
  ask(10, 4);
  await expect.poll(() => gateway.socket.destroyed).toBe(true);
});

test("a station that reads none of its receipts is closed, and others get theirs meanwhile", async () => {
  const { port, events, lines } = await openAlone();
  const subscribe = (name: string) => ({
    cmd: "subscribe",
    messageId: 1,
    subscriptions: [{ topic: `dcz/1/${name}/receipts`, qos: 1 }],
  });
  const deaf = await openRaw(port, "deaf", { username: "deaf" });
  const honest = await openRaw(port, "honest", { username: "honest" });
  deaf.send(subscribe("deaf"));
  honest.send(subscribe("honest"));
  await expect.poll(() => deaf.has("suback") && honest.has("suback")).toBe(true);
  deaf.socket.pause();
  const refused = { received: 1, reason: "malformed", detail: "x".repeat(900) } as const;
  let id = 0;
  const isClosed = () => lines.some(({ reason }) => reason === "reads_nothing");
  while (!isClosed()) {
    for (let count = 0; count < 500; count++)
      events.publish("message.quarantined", { ...refused, id: ++id, station: "deaf" });
    await events.settled();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  events.publish("message.quarantined", { ...refused, id: ++id, station: "honest" });
  await expect.poll(() => honest.has("publish")).toBe(true);
});

test("two devices that fight for a name are noticed: the one that is there stays", async () => {
  const { broker, port, lines } = await openAlone({ limits: { refuseAfterMs: 50 } });
  const clients = [];
  for (let count = 0; count < 5; count++)
    clients.push(await openRaw(port, "edge-twin", { username: "twin" }));
  const codes = clients.map(
    ({ answers }) => (answers[0] as { returnCode?: number } | undefined)?.returnCode,
  );
  expect(codes).toEqual([0, 0, 0, 0, 3]);
  expect(lines.find(({ name }) => name === "edge-twin")).toMatchObject({
    msg: expect.stringContaining("two devices use one name"),
    addresses: ["127.0.0.1"],
  });
  expect(broker.nameConflict("twin")).toMatchObject({ name: "edge-twin" });
  expect(broker.nameConflict("other")).toBeUndefined();
  expect(clients[3]?.socket.destroyed).toBe(false);
});

test("persistent sessions that are away are forgotten when there are too many", async () => {
  const { port } = await openAlone({ limits: { sessions: 2 } });
  const session = { clean: false };
  for (const username of ["one", "two", "three"]) {
    const client = await openRaw(port, username, { ...session, username });
    const topic = `dcz/1/${username}/receipts`;
    client.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic, qos: 1 }] });
    await expect.poll(() => client.has("suback")).toBe(true);
    client.socket.end();
    await once(client.socket, "close");
  }
  const present = async (username: string) => {
    const { answers } = await openRaw(port, username, { ...session, username });
    return (answers[0] as { sessionPresent?: boolean } | undefined)?.sessionPresent;
  };
  expect(await present("three")).toBe(true);
  expect(await present("one")).toBe(false);
});

test("a client whose messages wait for the disk is not read beyond its share", async () => {
  const waiting: { message: Incoming; done: () => void }[] = [];
  const { port } = await openAlone({
    accept: (message) => new Promise((done) => void waiting.push({ message, done })),
    limits: { heldOfClient: 100_000 },
  });
  const client = await openRaw(port, "heavy", { username: "heavy" });
  const payload = "x".repeat(30_000);
  const topic = "dcz/1/heavy/readings";
  for (let id = 1; id <= 40; id++) client.send(publication(topic, 1, id, payload));
  await expect.poll(() => waiting.length).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 100));
  // What was read with it is there too.
  expect(waiting.length).toBeLessThan(8);
  const acknowledged = () => client.answers.filter(({ cmd }) => cmd === "puback").length;
  await expect
    .poll(() => {
      for (const { done } of waiting.splice(0)) done();
      return acknowledged();
    })
    .toBe(40);
});
