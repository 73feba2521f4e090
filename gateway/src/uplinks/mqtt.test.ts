import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openClient, openCloud, openSite } from "../site.fixture.ts";
import { batch, message, numbered, payloadOf, today } from "../store/store.fixture.ts";

const readings = "dcz/1/workshop/readings";
const qos1 = { qos: 1 } as const;
const seqOf = (payload: string): number => JSON.parse(payload).seq;
const range = (from: number, until: number): number[] =>
  Array.from({ length: until - from }, (_, index) => from + index);
const patient = { timeout: 15_000 };

/** A port on which nothing listens, and on which a cloud may start later. */
const freePort = async (): Promise<number> => {
  const cloud = await openCloud();
  await cloud.kill();
  return cloud.port;
};

test("what a station publishes reaches the cloud, and then waits no more", async () => {
  const cloud = await openCloud();
  const site = await openSite(temporaryFolder());
  const uplink = site.join(cloud.url);
  const station = await openClient(site.url);
  for (const seq of range(0, 10))
    await station.publishAsync(readings, Buffer.from(payloadOf(batch(seq))), qos1);
  await vi.waitFor(() => expect(site.outbox.waiting().messages).toBe(0), patient);
  expect(cloud.acknowledged.map(({ payload }) => seqOf(payload))).toEqual(range(0, 10));
  expect(uplink.link().state).toBe("connected");
});

test("while the cloud is down all waits; when it is back all arrives once, newest first", async () => {
  const port = await freePort();
  const site = await openSite(temporaryFolder());
  const uplink = site.join(`mqtt://127.0.0.1:${port}`);
  await Promise.all(range(0, 1000).map((seq) => site.outbox.append(numbered(seq))));
  await vi.waitFor(() => expect(uplink.link()).toMatchObject({ state: "waiting" }), patient);
  expect(uplink.link()).toMatchObject({ fault: "refused" });
  expect(site.outbox.waiting().messages).toBe(1000);

  const cloud = await openCloud({ port });
  await vi.waitFor(() => expect(site.outbox.waiting().messages).toBe(0), patient);
  const arrived = cloud.acknowledged.map(({ payload }) => seqOf(payload));
  expect(arrived).toEqual(range(0, 1000).toReversed());
  expect(uplink.link()).toMatchObject({ state: "connected" });
});

test("a fresh reading passes before the backlog that drains", async () => {
  let released = false;
  const cloud = await openCloud({ judge: () => (released ? "acknowledge" : "withhold") });
  const site = await openSite(temporaryFolder());
  await Promise.all(range(0, 500).map((seq) => site.outbox.append(numbered(seq))));
  // Long enough for a busy machine: a cloud that is only slow must not be given up again and again.
  site.join(cloud.url, { acknowledgeWithinMs: 2000 });
  await vi.waitFor(() => expect(site.counters.connections).toBe(1), patient);
  await site.outbox.append(numbered(500));
  released = true;
  await vi.waitFor(() => expect(site.outbox.waiting().messages).toBe(0), patient);
  const arrived = cloud.acknowledged.map(({ payload }) => seqOf(payload));
  // Behind what was under way when it came, before all the rest.
  expect(arrived.indexOf(500)).toBeLessThanOrEqual(64);
  expect(new Set(arrived).size).toBe(501);
});

test("a cloud that is killed again and again loses nothing", async () => {
  const port = await freePort();
  const site = await openSite(temporaryFolder());
  const arrived = new Set<number>();
  let sent = 0;
  const uplink = site.join(`mqtt://127.0.0.1:${port}`);
  for (const round of range(0, 12)) {
    let budget = 20 + 7 * round;
    const cloud = await openCloud({
      port,
      // Dies with messages under way: some taken and acknowledged, some not.
      judge: () => (budget-- > 0 ? "acknowledge" : "withhold"),
    });
    const until = sent + 100;
    await Promise.all(range(sent, until).map((seq) => site.outbox.append(numbered(seq))));
    sent = until;
    uplink.wake();
    await vi.waitFor(() => expect(budget).toBeLessThan(0), patient);
    await cloud.kill();
    for (const { payload } of cloud.acknowledged) arrived.add(seqOf(payload));
    const waiting = site.outbox
      .next({ limit: 10_000, except: new Set() })
      .map(({ payload }) => seqOf(Buffer.from(payload).toString()));
    expect(arrived.union(new Set(waiting)).size).toBe(sent);
  }
  const cloud = await openCloud({ port });
  await vi.waitFor(() => expect(site.outbox.waiting().messages).toBe(0), patient);
  for (const { payload } of cloud.acknowledged) arrived.add(seqOf(payload));
  expect([...arrived].sort((a, b) => a - b)).toEqual(range(0, sent));
}, 60_000);

test("a cloud that refuses the gateway is tried again until it admits it", async () => {
  let admitted = false;
  const cloud = await openCloud({ admit: () => admitted });
  const site = await openSite(temporaryFolder());
  const uplink = site.join(cloud.url);
  await site.outbox.append(numbered(1));
  await vi.waitFor(
    () => expect(uplink.link()).toMatchObject({ state: "waiting", fault: "not_authorized" }),
    patient,
  );
  expect(site.outbox.waiting().messages).toBe(1);
  admitted = true;
  await vi.waitFor(() => expect(site.outbox.waiting().messages).toBe(0), patient);
});

test("a connection that looks open but is dead is noticed and replaced", async () => {
  const cloud = await openCloud();
  const pairs: [Socket, Socket][] = [];
  const proxy = createServer((near) => {
    const far = connect(cloud.port, "127.0.0.1");
    for (const socket of [near, far]) socket.on("error", () => {});
    near.pipe(far).pipe(near);
    pairs.push([near, far]);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  onTestFinished(() => void proxy.close());
  const site = await openSite(temporaryFolder());
  const { port } = proxy.address() as AddressInfo;
  const uplink = site.join(`mqtt://127.0.0.1:${port}`, { keepaliveSeconds: 1 });
  await vi.waitFor(() => expect(uplink.link().state).toBe("connected"), patient);

  // From now on, nothing passes any more on this connection, and nobody says so.
  for (const [near, far] of pairs) {
    near.unpipe(far);
    far.unpipe(near);
    near.resume();
    far.resume();
  }
  await site.outbox.append(numbered(1));
  uplink.wake();
  await vi.waitFor(() => expect(site.outbox.waiting().messages).toBe(0), patient);
  expect(cloud.acknowledged).toHaveLength(1);
  expect(site.counters.connections).toBe(2);
});

test("a cloud that acknowledges nothing is left and tried again", async () => {
  let mute = true;
  const cloud = await openCloud({ judge: () => (mute ? "withhold" : "acknowledge") });
  const site = await openSite(temporaryFolder());
  await site.outbox.append(numbered(1));
  site.join(cloud.url, { acknowledgeWithinMs: 400 });
  await vi.waitFor(() => expect(site.counters.connections).toBeGreaterThan(1), patient);
  expect(site.outbox.waiting().messages).toBe(1);
  mute = false;
  await vi.waitFor(() => expect(site.outbox.waiting().messages).toBe(0), patient);
});

test("a message that breaks the link does not stop the others, and is kept", async () => {
  const poison = "dcz/1/intruder/readings";
  let allowed = false;
  const cloud = await openCloud({
    judge: ({ topic }) => (topic === poison && !allowed ? "close" : "acknowledge"),
  });
  const site = await openSite(temporaryFolder());
  await site.outbox.append(message(poison, payloadOf(batch(1000))));
  await Promise.all(range(0, 200).map((seq) => site.outbox.append(numbered(seq))));
  await site.outbox.append(message(poison, payloadOf(batch(2000))));
  let clock = 0;
  // The clock stands still: this only makes suspects be looked at every 20 ms.
  const uplink = site.join(cloud.url, { now: () => clock, acknowledgeWithinMs: 20 });
  await vi.waitFor(() => expect(site.outbox.waiting().messages).toBe(2), patient);
  await site.outbox.append(numbered(201));
  uplink.wake();
  await vi.waitFor(
    () => expect(cloud.acknowledged.map(({ payload }) => seqOf(payload))).toContain(201),
    patient,
  );
  expect(new Set(cloud.acknowledged.map(({ topic }) => topic))).toEqual(new Set([readings]));
  // An acknowledgement may be lost with the connection: what counts is that each came.
  expect(new Set(cloud.acknowledged.map(({ payload }) => payload)).size).toBe(201);

  allowed = true;
  clock += 3_600_000;
  await vi.waitFor(() => expect(site.outbox.waiting().messages).toBe(0), patient);
});

test("status and hello are sent again on each connection, and only as they are now", async () => {
  const port = await freePort();
  const site = await openSite(temporaryFolder());
  const station = await openClient(site.url);
  const retain = { qos: 1, retain: true } as const;
  const uplink = site.join(`mqtt://127.0.0.1:${port}`);
  await station.publishAsync("dcz/1/workshop/hello", '{"kit":"x"}', retain);
  await station.publishAsync("dcz/1/workshop/status", '{"state":"sleeping"}', retain);
  await station.publishAsync("dcz/1/workshop/status", '{"state":"online"}', retain);

  const now = [
    { topic: "dcz/1/workshop/hello", payload: '{"kit":"x"}', retain: true },
    { topic: "dcz/1/workshop/status", payload: '{"state":"online"}', retain: true },
  ];
  const first = await openCloud({ port });
  await vi.waitFor(() => expect(first.acknowledged).toEqual(now), patient);
  await first.kill();
  const second = await openCloud({ port });
  await vi.waitFor(() => expect(second.acknowledged).toEqual(now), patient);
  await station.publishAsync("dcz/1/workshop/status", '{"state":"offline"}', retain);
  await vi.waitFor(() => expect(second.acknowledged).toHaveLength(3), patient);
  expect(second.acknowledged[2]?.payload).toBe('{"state":"offline"}');
  expect(site.outbox.waiting().messages).toBe(0);
  expect(uplink.link().state).toBe("connected");
});

test("receipts come down to the station's own broker, for a station that is new as well", async () => {
  const cloud = await openCloud();
  const site = await openSite(temporaryFolder());
  const uplink = site.join(cloud.url);
  await vi.waitFor(() => expect(uplink.link().state).toBe("connected"), patient);
  const subscribed = once(cloud.aedes, "subscribe");
  const station = await openClient(site.url);
  const heard: string[] = [];
  station.on("message", (topic, payload) => heard.push(`${topic} ${payload}`));
  await station.subscribeAsync("dcz/1/workshop/receipts", qos1);
  await station.publishAsync(readings, "not a batch", qos1);
  await subscribed;
  const publish = (topic: string) =>
    cloud.aedes.publish(
      { cmd: "publish", dup: false, retain: false, qos: 1, topic, payload: "{}" },
      () => {},
    );
  publish("dcz/1/orchard/receipts");
  publish("dcz/1/workshop/receipts");
  await vi.waitFor(() => expect(heard).toEqual(["dcz/1/workshop/receipts {}"]), patient);
  expect(site.counters.receipts).toBe(1);
});

test("a station's configuration comes down, and waits at the gateway for a station that connects later", async () => {
  const cloud = await openCloud();
  const site = await openSite(temporaryFolder());
  const topic = "dcz/1/workshop/config";
  const publish = (payload: string) =>
    cloud.aedes.publish(
      { cmd: "publish", dup: false, retain: true, qos: 1, topic, payload },
      () => {},
    );
  publish('{"version":1}');
  site.join(cloud.url);
  const station = await openClient(site.url);
  await station.publishAsync(readings, "not a batch", qos1);
  await station.subscribeAsync(topic, qos1);
  const heard: string[] = [];
  station.on("message", (_, payload) => heard.push(String(payload)));
  await vi.waitFor(() => expect(heard).toContain('{"version":1}'), patient);

  const hears = async () => {
    const late = await openClient(site.url);
    const came: string[] = [];
    late.on("message", (_, payload) => came.push(String(payload)));
    await late.subscribeAsync([topic, "the/end"], qos1);
    await late.publishAsync("the/end", "end", qos1);
    await vi.waitFor(() => expect(came).toContain("end"), patient);
    return came;
  };
  publish('{"version":2}');
  await vi.waitFor(() => expect(heard).toContain('{"version":2}'), patient);
  expect(await hears()).toEqual(['{"version":2}', "end"]);
  // Taken back by the cloud: an empty retained message.
  publish("");
  await vi.waitFor(() => expect(heard).toContain(""), patient);
  expect(await hears()).toEqual(["end"]);
});

test("stopping waits for what is under way and leaves the rest on disk", async () => {
  const folder = temporaryFolder();
  const cloud = await openCloud();
  const site = await openSite(folder);
  await Promise.all(range(0, 2000).map((seq) => site.outbox.append(numbered(seq))));
  site.join(cloud.url);
  await vi.waitFor(() => expect(cloud.acknowledged.length).toBeGreaterThan(100), patient);
  await site.close();
  const again = await openSite(folder);
  // Nothing was acknowledged without being removed, and nothing removed without it.
  expect(again.outbox.waiting().messages).toBe(2000 - cloud.acknowledged.length);
});

test("what comes down to many stations is asked for in packets of fifty, one after the other", async () => {
  const cloud = await openCloud();
  const asked: number[] = [];
  cloud.aedes.on("subscribe", (subscriptions) => void asked.push(subscriptions.length));
  const site = await openSite(temporaryFolder());
  const stations = range(0, 120).map((number) => `station-${number}`);
  const kept = stations.map((station) =>
    site.outbox.append(message(`dcz/1/${station}/readings`, payloadOf(batch(0)))),
  );
  await Promise.all(kept);
  for (const station of stations) site.stations.admit(station, today);
  site.join(cloud.url);
  await vi.waitFor(() => expect(asked.reduce((sum, one) => sum + one, 0)).toBe(240), patient);
  expect(asked).toEqual([50, 50, 50, 50, 40]);
});

test("a packet of megabytes from what stands in the cloud's place is not read, and the outbox goes on", async () => {
  const cloud = await openCloud();
  const site = await openSite(temporaryFolder());
  site.join(cloud.url);
  await site.outbox.append(numbered(0));
  await vi.waitFor(() => expect(site.outbox.waiting().messages).toBe(0), patient);
  const station = await openClient(site.url);
  await station.publishAsync(readings, Buffer.from(payloadOf(batch(1))), qos1);
  await vi.waitFor(() => expect(site.outbox.waiting().messages).toBe(0), patient);
  const sender = await openClient(cloud.url);
  await vi.waitFor(async () => {
    await sender.publishAsync("dcz/1/workshop/receipts", Buffer.alloc(3_000_000), { qos: 0 });
    expect(site.counters.connections).toBeGreaterThan(1);
  }, patient);
  await site.outbox.append(numbered(2));
  await vi.waitFor(() => expect(site.outbox.waiting().messages).toBe(0), patient);
});
