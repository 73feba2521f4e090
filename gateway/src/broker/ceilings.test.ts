import { once } from "node:events";
import { connect, type Socket } from "node:net";
import mqtt from "mqtt";
import { type Packet, parser } from "mqtt-packet";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openClient, openSite } from "../site.fixture.ts";
import { openRaw, packet } from "./attack.fixture.ts";
import { HELD_MESSAGE_COST } from "./held-messages.ts";
import { brokerLimits } from "./limits.ts";

const patient = { timeout: 30_000 };

const openSocket = async (port: number): Promise<Socket> => {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  // Without a reader, a socket never says that the other side has closed it.
  socket.resume();
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
};

/** Whether the gateway lets in who introduces itself like that. */
const isLetIn = async (port: number, introduction: object): Promise<boolean> => {
  const socket = await openSocket(port);
  const answered = Promise.race([once(socket, "data"), once(socket, "close")]);
  socket.write(
    packet({
      cmd: "connect",
      ...{ protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 0 },
      ...introduction,
    } as never),
  );
  await answered;
  return !socket.destroyed;
};

test("so many connections, and one more when one has left", async () => {
  const site = await openSite(temporaryFolder());
  const sockets = await Promise.all(
    Array.from({ length: brokerLimits.connections }, () => openSocket(site.broker.port)),
  );
  const beyond = await openSocket(site.broker.port);
  await expect.poll(() => beyond.destroyed, patient).toBe(true);
  expect(site.counters.disconnected.too_many).toBe(1);
  expect(sockets.some(({ destroyed }) => destroyed)).toBe(false);
  const [first] = sockets;
  first?.destroy();
  await expect.poll(() => isLetIn(site.broker.port, { clientId: "late" }), patient).toBe(true);
});

test("a connection that does not say who it is is closed", async () => {
  const site = await openSite(temporaryFolder());
  const silent = await openSocket(site.broker.port);
  await expect
    .poll(() => silent.destroyed, { timeout: 2 * brokerLimits.connectMs, interval: 200 })
    .toBe(true);
}, 60_000);

test("names have a length, in bytes; a will may be as long as MQTT allows", async () => {
  const site = await openSite(temporaryFolder());
  const { port } = site.broker;
  for (const longest of ["n".repeat(brokerLimits.name), "é".repeat(brokerLimits.name / 2)]) {
    expect(await isLetIn(port, { clientId: longest })).toBe(true);
    expect(await isLetIn(port, { clientId: `${longest}é` })).toBe(false);
  }
  // The length of a will has two bytes (MQTT 3.1.1, 1.5.3): there is none that is longer.
  const payload = Buffer.alloc(65_535);
  const will = { topic: "house/door", payload, qos: 0, retain: false };
  expect(await isLetIn(port, { clientId: "door", will })).toBe(true);
  expect(site.counters.disconnected.too_large).toBe(2);
});

test("while the disk takes nothing, so many bytes wait, and who sends more is disconnected", async () => {
  const site = await openSite(temporaryFolder(), { hasRoom: () => false });
  const { disconnected } = site.counters;
  const size = 1024 * 1024;
  const together = brokerLimits.heldBytes / size;
  let senders = 0;
  // One after the other: too many bytes of messages that are not finished have a ceiling of their own.
  for (; disconnected.disk_waits === 0 && senders < 2 * together; senders++) {
    const client = await openClient(site.url, { clientId: `station-${senders}` });
    // No batch: it would be kept as it is, for the cloud to say why it cannot be read.
    const payload = Buffer.alloc(size - HELD_MESSAGE_COST, "x");
    client.publish(`dcz/1/station-${senders}/readings`, payload, { qos: 1 });
  }
  await expect.poll(() => disconnected.disk_waits, patient).toBeGreaterThan(0);
  expect(senders).toBeGreaterThan(together);
  await expect.poll(() => site.broker.clients(), patient).toBe(together);
  expect(disconnected.too_large).toBe(0);
  expect(site.outbox.waiting().messages).toBe(0);
});

/** What the gateway answers to one SUBSCRIBE: the QoS of each filter, 128 for a refusal. */
const subscribe = async (socket: Socket, filters: readonly string[]): Promise<number[]> => {
  const packets = parser();
  const answer = new Promise<number[]>((resolve) => {
    packets.on("packet", (one: Packet) => {
      if (one.cmd === "suback") resolve([...one.granted] as number[]);
    });
    socket.once("close", () => resolve([]));
  });
  socket.on("data", (chunk: Buffer) => packets.parse(chunk));
  const subscriptions = filters.map((topic) => ({ topic, qos: 1 }) as const);
  socket.write(packet({ cmd: "subscribe", messageId: 1, subscriptions }));
  return answer;
};

const filtersFrom = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `house/${first + index}`);

const refusals = (granted: readonly number[]): number =>
  granted.filter((qos) => qos === 128).length;

test("so many filters of one client, and of all; one that goes on asking is closed", async () => {
  const site = await openSite(temporaryFolder());
  const { filters, filtersOfClient, refusedFilters } = brokerLimits;
  const clients = filters / filtersOfClient;
  for (let number = 0; number < clients; number++) {
    const socket = await openRaw(site.broker.port, `client-${number}`);
    const granted = await subscribe(socket, filtersFrom(0, filtersOfClient + 1));
    expect(refusals(granted)).toBe(1);
    expect(granted.at(-1)).toBe(128);
  }
  const late = await openRaw(site.broker.port, "late");
  expect(refusals(await subscribe(late, ["house/1"]))).toBe(1);
  expect(refusals(await subscribe(late, filtersFrom(0, refusedFilters - 2)))).toBe(
    refusedFilters - 2,
  );
  expect(late.destroyed).toBe(false);
  await subscribe(late, ["house/2"]);
  await expect.poll(() => late.destroyed, patient).toBe(true);
  expect(site.counters.disconnected.too_many_filters).toBe(1);
});

test("what the house retains has a ceiling; what is beyond is passed on and not retained", async () => {
  const site = await openSite(temporaryFolder());
  const client = await openClient(site.url, { clientId: "house" });
  const { topics, message } = brokerLimits.retained;
  const publish = (topic: string, payload: Buffer) =>
    client.publishAsync(topic, payload, { qos: 1, retain: true });
  await publish("house/large", Buffer.alloc(message + 1, "x"));
  await Promise.all(filtersFrom(0, topics + 1).map((topic) => publish(topic, Buffer.from("x"))));
  expect(site.counters.notRetained).toBe(2);
  const heard = new Set<string>();
  const late = await openClient(site.url, { clientId: "late" });
  late.on("message", (topic) => void heard.add(topic));
  await late.subscribeAsync("house/#", { qos: 1 });
  await expect.poll(() => heard.size, patient).toBe(topics);
  expect(heard.has("house/large")).toBe(false);
});

/** A session that has subscribed to the house's noise, and whose client is away. */
const leaveBehind = async (url: string, clientId: string): Promise<void> => {
  const client = await openClient(url, { clientId, clean: false });
  await client.subscribeAsync("house/noise", { qos: 1 });
  await client.endAsync();
};

/** The numbers of a session's messages that come when its client is back. */
const comeBack = async (url: string, clientId: string): Promise<readonly number[]> => {
  const heard: number[] = [];
  const client = mqtt.connect(url, { clientId, clean: false, reconnectPeriod: 0 });
  onTestFinished(() => void client.end(true));
  client.on("message", (_topic, payload) => void heard.push(Number(payload.toString())));
  await new Promise<void>((resolve) => client.once("connect", () => resolve()));
  return heard;
};

test("so many messages wait for a session, the first of them; the others are counted", async () => {
  const site = await openSite(temporaryFolder());
  await leaveBehind(site.url, "away");
  const { queuedOfSession } = brokerLimits;
  const client = await openClient(site.url, { clientId: "loud" });
  for (let number = 0; number < queuedOfSession + 3; number++)
    await client.publishAsync("house/noise", String(number), { qos: 1 });
  expect(site.counters.leftOut).toBe(3);
  const heard = await comeBack(site.url, "away");
  await expect.poll(() => heard.length, patient).toBe(queuedOfSession);
  await client.publishAsync("house/noise", "1000", { qos: 1 });
  await expect.poll(() => heard.at(-1), patient).toBe(1000);
  expect(heard).toEqual([...Array(queuedOfSession).keys(), 1000]);
});

test("so many bytes wait for all sessions together", async () => {
  const site = await openSite(temporaryFolder());
  for (const name of ["one", "other"]) await leaveBehind(site.url, name);
  const payload = Buffer.alloc(256 * 1024, "0");
  const fitting = Math.floor(brokerLimits.queuedBytes / (payload.length + "house/noise".length));
  const client = await openClient(site.url, { clientId: "loud" });
  for (let sent = 0; 2 * sent < fitting + 5; sent++)
    await client.publishAsync("house/noise", payload, { qos: 1 });
  const queued = 2 * Math.ceil((fitting + 5) / 2);
  await expect.poll(() => site.counters.leftOut, patient).toBe(queued - fitting);
});

test("so many sessions are remembered: the one that is away longest gives its place", async () => {
  const site = await openSite(temporaryFolder());
  const { sessions } = brokerLimits;
  for (let number = 0; number <= sessions; number++) await leaveBehind(site.url, `away-${number}`);
  const isPresent = async (clientId: string): Promise<boolean> => {
    const client = mqtt.connect(site.url, { clientId, clean: false, reconnectPeriod: 0 });
    const isPresent = await new Promise<boolean>((resolve) =>
      client.once("connect", ({ sessionPresent }) => resolve(sessionPresent)),
    );
    await client.endAsync();
    return isPresent;
  };
  expect(await isPresent("away-1")).toBe(true);
  expect(await isPresent("away-0")).toBe(false);
});
