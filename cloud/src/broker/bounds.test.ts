import { once } from "node:events";
import type { Duplex } from "node:stream";
import { generate, type Packet, parser } from "mqtt-packet";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { senderOf } from "../access/principal.ts";
import { createEventBus } from "../events/bus.ts";
import type { Incoming } from "../ingest/ingest.ts";
import { type Authority, createAuthority } from "../requests/certificates.fixture.ts";
import { type BrokerOptions, createBroker } from "./broker.ts";
import { type Door, doorNames, openDoor } from "./doors.fixture.ts";

const quiet = { onFault: () => undefined, onLeftOut: () => undefined };

let authority: Authority;
beforeAll(() => {
  authority = createAuthority();
});
afterAll(() => authority.remove());

/** The door through which the clients of a test come. */
let doorName: (typeof doorNames)[number] = "tcp";

/** A broker alone, whose messages are durable as soon as `accept` resolves. */
const openAlone = async (options: Partial<BrokerOptions> = {}) => {
  const lines: { msg: string; [field: string]: unknown }[] = [];
  const events = createEventBus(quiet);
  const broker = await createBroker({
    authenticate: senderOf,
    saved: () => undefined,
    introduce: async () => undefined,
    accept: (message, settled) => settled(undefined, undefined, message),
    events,
    now: Date.now,
    log: pino({ level: "warn" }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
    ...options,
  });
  const door = await openDoor(doorName, broker, authority);
  onTestFinished(async () => {
    await broker.close();
    await door.close();
  });
  return { broker, door, events, lines };
};

const openSocket = async (door: Door): Promise<Duplex> => {
  const socket = await door.connect();
  onTestFinished(() => void socket.destroy());
  return socket;
};

/** A client that keeps to nothing: it sends what it likes and answers what it likes. */
const openRaw = async (
  door: Door,
  clientId: string,
  { username, clean = true }: { username?: string; clean?: boolean } = {},
) => {
  const socket = await openSocket(door);
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

describe.each(doorNames)("through %s", (name) => {
  beforeAll(() => {
    doorName = name;
  });

  test("messages of QoS 2 without PUBREL are counted across the connections of a session", async () => {
    const { door } = await openAlone();
    const session = { username: "half", clean: false };
    const topic = "dcz/1/half/readings";
    const first = await openRaw(door, "half", session);
    for (let id = 1; id <= 60; id++) first.send(publication(topic, 2, id));
    await expect.poll(() => first.answers.filter(({ cmd }) => cmd === "pubrec")).toHaveLength(60);
    first.socket.destroy();
    const again = await openRaw(door, "half", session);
    for (let id = 101; id <= 141; id++) again.send(publication(topic, 2, id));
    await expect.poll(() => again.socket.destroyed).toBe(true);
    expect(again.answers.filter(({ cmd }) => cmd === "pubrec").length).toBeLessThanOrEqual(40);
  });

  test("messages of QoS 2 without PUBREL are counted over all sessions", async () => {
    const { door } = await openAlone({ limits: { unreleasedTogether: 10 } });
    for (const name of ["one", "two"]) {
      const client = await openRaw(door, name, { username: name, clean: false });
      for (let id = 1; id <= 6; id++) client.send(publication(`dcz/1/${name}/readings`, 2, id));
      const released = () => client.answers.filter(({ cmd }) => cmd === "pubrec").length;
      await expect.poll(() => released() === 6 || client.socket.destroyed).toBe(true);
      expect(client.socket.destroyed).toBe(name === "two");
    }
  });

  test("a connection that says nothing, or half a CONNECT, is closed", async () => {
    const { door } = await openAlone({ limits: { connectMs: 100 } });
    const silent = await openSocket(door);
    const half = await openSocket(door);
    half.write(Buffer.from([0x10, 0x40, 0, 4, 0x4d]));
    await Promise.all([once(silent, "close"), once(half, "close")]);
  });

  test("a packet that comes in pieces, and a long one, are taken", async () => {
    const taken: Incoming[] = [];
    const { door } = await openAlone({
      accept: (message, settled) => {
        taken.push(message);
        settled(undefined, undefined, message);
      },
    });
    const { socket, answers } = await openRaw(door, "pieces", { username: "pieces" });
    const topic = "dcz/1/pieces/readings";
    socket.cork();
    for (const byte of generate(publication(topic, 1, 1, "x".repeat(100)) as Packet))
      socket.write(Buffer.from([byte]));
    socket.uncork();
    for (const id of [2, 3, 4])
      socket.write(generate(publication(topic, 1, id, "y".repeat(200_000)) as Packet));
    await expect
      .poll(() => answers.filter(({ cmd }) => cmd === "puback"), { timeout: 20_000 })
      .toHaveLength(4);
    expect(taken.map(({ payload }) => payload.length)).toEqual([100, 200_000, 200_000, 200_000]);
  });

  test("an empty topic closes its connection, also as the first that comes", async () => {
    const taken: Incoming[] = [];
    const { door } = await openAlone({
      accept: (message, settled) => {
        taken.push(message);
        settled(undefined, undefined, message);
      },
    });
    const { socket, answers } = await openRaw(door, "nameless", { username: "nameless" });
    socket.write(Buffer.from([0x32, 6, 0, 0, 0, 1, 0x7b, 0x7d]));
    await expect.poll(() => socket.destroyed || answers.length > 1).toBe(true);
    expect([socket.destroyed, taken]).toEqual([true, []]);
  });

  test("what waits for the disk has a ceiling: a client that passes it is closed, and counted once", async () => {
    const reasons: string[] = [];
    const { door, lines } = await openAlone({
      accept: () => undefined,
      limits: { held: 1000 },
      onDisconnect: (reason) => reasons.push(reason),
    });
    const { socket } = await openRaw(door, "many", { username: "many" });
    const topic = "dcz/1/many/readings";
    const packets = Array.from({ length: 30 }, (_, id) =>
      generate(publication(topic, 1, id + 1, "x".repeat(60)) as Packet),
    );
    socket.write(Buffer.concat(packets));
    await expect.poll(() => socket.destroyed).toBe(true);
    expect(reasons).toEqual(["store_waits"]);
    expect(lines.filter(({ reason }) => reason === "store_waits")).toHaveLength(1);
  });

  test("connections beyond the limit are closed at once, those that are there stay", async () => {
    const { door, broker } = await openAlone({ limits: { connections: 2 } });
    await openRaw(door, "one");
    await openRaw(door, "two");
    const third = await openSocket(door);
    if (!third.destroyed) await once(third, "close");
    expect(broker.clients()).toBe(2);
  });

  test("a name or a will that is too long closes its connection", async () => {
    const { door, lines } = await openAlone();
    const long = await openRaw(door, "x".repeat(129));
    await expect.poll(() => long.socket.destroyed).toBe(true);
    expect(lines[0]).toMatchObject({ msg: "client disconnected", reason: "too_large" });
  });

  test("a gateway is granted so many filters, and closed when it goes on asking", async () => {
    const { door } = await openAlone({ limits: { filtersOfClient: 3, refusedFilters: 5 } });
    const gateway = await openRaw(door, "maison", { username: "gateway:maison" });
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

  test("a client that floods with the smallest packets is closed, and a busy one is not", async () => {
    const { door, lines } = await openAlone();
    const busy = await openRaw(door, "busy", { username: "busy" });
    for (let count = 0; count < 1500; count++) busy.send({ cmd: "pingreq" });
    const isAnswered = () => busy.answers.filter(({ cmd }) => cmd === "pingresp").length === 1500;
    await expect.poll(isAnswered).toBe(true);
    const flood = await openRaw(door, "flood", { username: "flood" });
    flood.socket.write(Buffer.alloc(100_000, Buffer.of(0xc0, 0)));
    await expect.poll(() => flood.socket.destroyed).toBe(true);
    expect(lines).toContainEqual(expect.objectContaining({ reason: "too_fast" }));
    expect(busy.socket.destroyed).toBe(false);
  });

  test("a station that reads none of its receipts is closed, and others get theirs meanwhile", async () => {
    const { door, events, lines } = await openAlone();
    const subscribe = (name: string) => ({
      cmd: "subscribe",
      messageId: 1,
      subscriptions: [{ topic: `dcz/1/${name}/receipts`, qos: 1 }],
    });
    const deaf = await openRaw(door, "deaf", { username: "deaf" });
    const honest = await openRaw(door, "honest", { username: "honest" });
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
    const { broker, door, lines } = await openAlone({ limits: { refuseAfterMs: 50 } });
    const clients = [];
    for (let count = 0; count < 5; count++)
      clients.push(await openRaw(door, "edge-twin", { username: "twin" }));
    const codes = clients.map(
      ({ answers }) => (answers[0] as { returnCode?: number } | undefined)?.returnCode,
    );
    expect(codes).toEqual([0, 0, 0, 0, 3]);
    expect(lines.find(({ client }) => client === "edge-twin")).toMatchObject({
      msg: expect.stringContaining("two devices use one name"),
      addresses: ["127.0.0.1"],
    });
    expect(broker.nameConflict("twin")).toMatchObject({ name: "edge-twin" });
    expect(broker.nameConflict("other")).toBeUndefined();
    expect(clients[3]?.socket.destroyed).toBe(false);
  });

  test("persistent sessions that are away are forgotten when there are too many", async () => {
    const { door } = await openAlone({ limits: { sessions: 2 } });
    const session = { clean: false };
    for (const username of ["one", "two", "three"]) {
      const client = await openRaw(door, username, { ...session, username });
      const topic = `dcz/1/${username}/receipts`;
      client.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic, qos: 1 }] });
      await expect.poll(() => client.has("suback")).toBe(true);
      client.socket.end();
      await once(client.socket, "close");
    }
    const present = async (username: string) => {
      const { answers } = await openRaw(door, username, { ...session, username });
      return (answers[0] as { sessionPresent?: boolean } | undefined)?.sessionPresent;
    };
    expect(await present("three")).toBe(true);
    expect(await present("one")).toBe(false);
  });

  test("a client whose messages wait for the disk is not read beyond its share", async () => {
    const waiting: { message: Incoming; done: () => void }[] = [];
    const { door } = await openAlone({
      accept: (message, settled) =>
        void waiting.push({ message, done: () => settled(undefined, undefined, message) }),
      limits: { heldOfClient: 100_000 },
    });
    const client = await openRaw(door, "heavy", { username: "heavy" });
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

  test("empty messages that wait for the disk count too, though each comes by itself", async () => {
    const waiting: (() => void)[] = [];
    const { door } = await openAlone({
      accept: (message, settled) => void waiting.push(() => settled(undefined, undefined, message)),
      limits: { heldOfClient: 10 * 256 },
    });
    const client = await openRaw(door, "tiny", { username: "tiny" });
    const send = (id: number) => client.send(publication("dcz/1/tiny/readings", 1, id, ""));
    for (let id = 1; id <= 11; id++) {
      send(id);
      await expect.poll(() => waiting.length, { interval: 2 }).toBe(id);
    }
    for (let id = 12; id <= 40; id++) send(id);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(waiting.length).toBe(11);
    const acknowledged = () => client.answers.filter(({ cmd }) => cmd === "puback").length;
    await expect
      .poll(() => {
        for (const done of waiting.splice(0)) done();
        return acknowledged();
      })
      .toBe(40);
  });
});
