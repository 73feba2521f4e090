import { expect, test, vi } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openClient, openSite } from "../site.fixture.ts";
import { batch, payloadOf, today } from "../store/store.fixture.ts";

const readings = "dcz/1/workshop/readings";
const none: ReadonlySet<number> = new Set();
const qos1 = { qos: 1 } as const;
const send = (seq: number) => Buffer.from(payloadOf(batch(seq)));

test("the acknowledgement comes when the message is on disk, and not before", async () => {
  let room = false;
  const site = await openSite(temporaryFolder(), { hasRoom: () => room });
  const station = await openClient(site.url);
  let acknowledged = false;
  const published = station.publishAsync(readings, send(1), qos1).then(() => {
    acknowledged = true;
  });
  await expect.poll(() => site.commits.trouble()).toBeDefined();
  expect(acknowledged).toBe(false);
  expect(site.outbox.waiting().messages).toBe(0);
  room = true;
  await published;
  expect(site.outbox.waiting()).toEqual({ messages: 1, readings: 1, oldest: today });
  expect(site.commits.trouble()).toBeUndefined();
});

test("a client that left while the disk was full is not waited for", async () => {
  let room = false;
  const site = await openSite(temporaryFolder(), { hasRoom: () => room });
  const station = await openClient(site.url);
  station.publish(readings, send(1), qos1);
  await expect.poll(() => site.commits.trouble()).toBeDefined();
  station.stream.destroy();
  await expect.poll(() => site.broker.clients()).toBe(0);
  room = true;
  const again = await openClient(site.url);
  await again.publishAsync(readings, send(2), qos1);
  expect(site.outbox.waiting().messages).toBe(1);
});

test("readings of any quality of service are kept, a repeat once", async () => {
  const site = await openSite(temporaryFolder());
  const station = await openClient(site.url);
  station.publish(readings, send(0), { qos: 0 });
  await station.publishAsync(readings, send(1), qos1);
  await station.publishAsync(readings, send(1), qos1);
  await station.publishAsync(readings, send(2), { qos: 2 });
  expect(site.outbox.waiting().messages).toBe(3);
  expect(site.counters.received.readings).toBe(4);
  expect(site.counters.repeats).toBe(1);
});

test("what cannot be read is acknowledged and kept whole", async () => {
  const site = await openSite(temporaryFolder());
  const station = await openClient(site.url);
  for (const payload of ["", "not JSON", '{"boot":1}', "\u0000\uffff"])
    await station.publishAsync(readings, payload, qos1);
  const kept = site.outbox.next({ limit: 10, except: none });
  expect(kept.map(({ payload }) => Buffer.from(payload).toString())).toEqual([
    "\u0000\uffff",
    '{"boot":1}',
    "not JSON",
    "",
  ]);
  expect(station.connected).toBe(true);
});

test("a message that the cloud could never take is not acknowledged, and its client disconnected", async () => {
  const site = await openSite(temporaryFolder());
  const large = await openClient(site.url);
  let acknowledged = false;
  large.publish(readings, Buffer.alloc(2 * 1024 * 1024 + 1), qos1, (error) => {
    acknowledged = !error;
  });
  await new Promise<void>((resolve) => large.once("close", resolve));
  expect(acknowledged).toBe(false);

  // Announces 200 MB and never ends: memory must not wait for it.
  const endless = await openClient(site.url);
  const closed = new Promise<void>((resolve) => endless.once("close", resolve));
  endless.stream.write(Buffer.from([0x32, 0x80, 0x80, 0x80, 0x60]));
  const feed = () => endless.stream.write(Buffer.alloc(65_536), (error) => !error && feed());
  feed();
  await closed;
  expect(site.counters.disconnected.too_large).toBe(2);

  const station = await openClient(site.url);
  await station.publishAsync(readings, send(1), qos1);
  expect(site.outbox.waiting().messages).toBe(1);
});

test("a home's other topics pass between its clients and are not relayed", async () => {
  const site = await openSite(temporaryFolder());
  const house = await openClient(site.url);
  await house.subscribeAsync(["homeassistant/#", "dcz/#"], qos1);
  const heard: string[] = [];
  house.on("message", (topic) => heard.push(topic));
  const device = await openClient(site.url);
  const receipt = "dcz/1/not-a-station/receipts";
  const topics = ["homeassistant/sensor/x/config", "dcz/1/Not-A-Station/readings", readings];
  for (const topic of topics) await device.publishAsync(topic, send(1), qos1);
  await expect.poll(() => heard.toSorted()).toEqual([...topics, receipt].toSorted());
  // What resembles ours is kept for the cloud's quarantine, beside the reading.
  expect(site.outbox.waiting()).toMatchObject({ messages: 2, readings: 1 });
  expect(site.counters.unknownTopics).toBe(1);
});

test("a topic of ours below $ is kept nowhere, and told", async () => {
  const site = await openSite(temporaryFolder());
  const device = await openClient(site.url);
  await device.publishAsync("$dcz/1/workshop/readings", "{}", qos1);
  await device.publishAsync("$SYS/fake", "{}", qos1);
  expect(site.broker.misdirected()).toMatchObject([
    { topic: "$dcz/1/workshop/readings", meant: { station: "workshop", kind: "readings" } },
  ]);
});

test("what only the cloud may say is acknowledged, counted and heard by nobody", async () => {
  const site = await openSite(temporaryFolder());
  const house = await openClient(site.url);
  await house.subscribeAsync("#", qos1);
  const heard: string[] = [];
  house.on("message", (topic) => heard.push(topic));
  const device = await openClient(site.url);
  await device.publishAsync("dcz/1/workshop/config", "{}", { qos: 1, retain: true });
  await device.publishAsync("dcz/1/workshop/receipts", "{}", qos1);
  await device.publishAsync("$SYS/fake", "{}", qos1);
  await device.publishAsync("the/end", "", qos1);
  await expect.poll(() => heard).toEqual(["the/end"]);
  const late = await openClient(site.url);
  late.on("message", (topic) => heard.push(topic));
  await late.subscribeAsync("dcz/1/workshop/config", qos1);
  await late.publishAsync("the/end", "", qos1);
  await expect.poll(() => heard).toEqual(["the/end", "the/end"]);
  expect(site.counters.reserved).toBe(1);
  // What only the cloud may say goes to its quarantine: nothing is acknowledged and kept nowhere.
  expect(site.outbox.waiting()).toMatchObject({ messages: 2, readings: 0 });
});

test("the last status stays, and a will replaces it when a station vanishes", async () => {
  const folder = temporaryFolder();
  const site = await openSite(folder);
  const topic = "dcz/1/workshop/status";
  const retain = { qos: 1, retain: true } as const;
  const station = await openClient(site.url, {
    will: { topic, payload: Buffer.from('{"state":"offline"}'), ...retain },
  });
  await station.publishAsync(topic, '{"state":"online"}', retain);
  expect(Buffer.from(site.retained.get(topic)?.payload ?? []).toString()).toContain("online");
  station.stream.destroy();
  await vi.waitFor(() =>
    expect(Buffer.from(site.retained.get(topic)?.payload ?? []).toString()).toBe(
      '{"state":"offline"}',
    ),
  );
  await site.close();

  // After a restart, the broker of the site says it again.
  const again = await openSite(folder);
  const house = await openClient(again.url);
  const heard: string[] = [];
  house.on("message", (_topic, payload) => heard.push(payload.toString()));
  await house.subscribeAsync(topic, qos1);
  await expect.poll(() => heard).toEqual(['{"state":"offline"}']);
});

test("the latest values are there again after a restart, and an old batch does not replace them", async () => {
  const folder = temporaryFolder();
  const site = await openSite(folder);
  const station = await openClient(site.url);
  const sensor = "bme280";
  const at = (instant: number, seq: number, temperature: number) =>
    Buffer.from(
      payloadOf({
        ...batch(seq),
        readings: [{ at: instant, sensor, values: { temperature }, flags: ["replayed"] }],
      }),
    );
  await station.publishAsync(readings, at(today, 1, 21.5), qos1);
  await station.publishAsync(readings, at(today - 60_000, 2, 20.5), qos1);
  await site.close();
  const again = await openSite(folder);
  expect(again.latest.all()).toEqual([
    {
      station: "workshop",
      values: [
        {
          ...{ sensor, quantity: "temperature", value: 21.5 },
          ...{ at: today, received: today, flags: ["replayed"] },
        },
      ],
    },
  ]);
});

test("closing acknowledges nothing that is not kept", async () => {
  const folder = temporaryFolder();
  const site = await openSite(folder);
  const station = await openClient(site.url);
  const acknowledged: number[] = [];
  for (let seq = 0; seq < 300; seq++)
    station.publish(readings, send(seq), qos1, (error) => {
      if (!error) acknowledged.push(seq);
    });
  await expect.poll(() => acknowledged.length).toBeGreaterThan(0);
  await site.close();
  const again = await openSite(folder);
  const kept = again.outbox
    .next({ limit: 1000, except: none })
    .map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).seq);
  expect(new Set(acknowledged).difference(new Set(kept))).toEqual(new Set());
});

test("a batch name that comes again with other content is another message", async () => {
  const site = await openSite(temporaryFolder());
  const station = await openClient(site.url);
  // A device that draws the same boot after each power-up and starts at seq 0.
  for (let start = 0; start < 5; start++)
    await station.publishAsync(
      readings,
      Buffer.from(payloadOf(batch(0, today + start * 60_000))),
      qos1,
    );
  await station.publishAsync(readings, Buffer.from(payloadOf(batch(0))), qos1);
  expect(site.outbox.waiting()).toMatchObject({ messages: 5, readings: 5 });
  expect(site.counters.repeats).toBe(1);
});

test("a wrong topic is relayed to the cloud's quarantine and told to the station that was meant", async () => {
  const site = await openSite(temporaryFolder());
  const station = await openClient(site.url);
  await station.subscribeAsync("dcz/1/workshop/receipts", qos1);
  const receipts: string[] = [];
  station.on("message", (_topic, payload) => receipts.push(JSON.parse(payload.toString()).reason));
  await station.publishAsync("/dcz/1/Workshop/readings/", send(1), qos1);
  await expect.poll(() => receipts).toEqual(["topic"]);
  const [kept] = site.outbox.next({ limit: 1, except: none });
  expect(kept?.topic).toBe("/dcz/1/Workshop/readings/");
  expect(site.broker.misdirected()).toMatchObject([{ count: 1, meant: { station: "workshop" } }]);
});

test("two devices of one name: the one that is connected stays, and the conflict is reported", async () => {
  const site = await openSite(temporaryFolder());
  const options = { clientId: "edge-workshop", reconnectPeriod: 20 };
  const first = await openClient(site.url, options);
  const second = await openClient(site.url, options);
  await expect.poll(() => site.broker.nameConflicts()).toHaveLength(1);
  expect(site.broker.nameConflicts()).toMatchObject([
    { name: "edge-workshop", addresses: ["127.0.0.1"] },
  ]);
  expect(site.counters.nameConflicts).toBe(1);
  await expect.poll(() => first.connected || second.connected).toBe(true);
});

test("a filter that was refused stays refused when its session comes back", async () => {
  const site = await openSite(temporaryFolder());
  const session = { clientId: "session", clean: false };
  const first = await openClient(site.url, session);
  const answer = await first.subscribeAsync(["house/#", "$SYS/#"], qos1).catch((error) => error);
  expect(answer).toMatchObject({ packet: { granted: [1, 128] } });
  await first.endAsync();
  const heard: string[] = [];
  const again = await openClient(site.url, session);
  again.on("message", (topic) => heard.push(topic));
  const other = await openClient(site.url);
  await other.publishAsync("house/end", "", qos1);
  await expect.poll(() => heard).toContain("house/end");
  expect(heard.filter((topic) => topic.startsWith("$"))).toEqual([]);
});
