import { Batch } from "@datacityzen/hardware/wire/batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { createCounters } from "../counters.ts";
import { createEvents } from "../events.ts";
import { temporaryFolder } from "../folder.fixture.ts";
import { openIntake } from "../intake.ts";
import { openClient, openCloud } from "../site.fixture.ts";
import { openLatest } from "../store/latest.ts";
import { openStore, today } from "../store/store.fixture.ts";
import { openBridge } from "./bridge.ts";
import {
  chirpStackTopic,
  chirpStackUplink,
  eui,
  frameOf,
  theThingsTopic,
  theThingsUplink,
} from "./network-uplink.fixture.ts";

const patient = { timeout: 15_000 };
const qos1 = { qos: 1 } as const;

/** A gateway's bridge to a real broker in the place of a network server. */
const openListening = async (
  url: string,
  folder = temporaryFolder(),
  write: (line: string) => void = () => undefined,
) => {
  let full = false;
  const store = openStore(folder, { hasRoom: () => !full });
  const now = () => today;
  const intake = openIntake({
    ...{ outbox: store.outbox, retained: store.retained, stations: store.stations, now },
    ...{ latest: openLatest(store.database, now), counters: createCounters() },
    events: createEvents(),
  });
  const bridge = openBridge({
    ...{ url, id: "fablab", intake, log: pino({}, { write }) },
    ...{ reconnectMs: 20, retryMs: 20 },
  });
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await bridge.stop();
    store.close();
  };
  onTestFinished(close);
  await vi.waitFor(() => expect(bridge.state().connected).toBe(true), patient);
  const batches = () =>
    store.outbox.following(0, 1_000_000).map(({ topic, payload }) => {
      const parsed = parsePayload(Batch, payload);
      return { topic, batch: parsed.ok ? parsed.value : undefined };
    });
  return {
    ...{ bridge, batches, close, folder },
    setFull: (value: boolean) => {
      full = value;
    },
  };
};

const say = (document: unknown) => Buffer.from(JSON.stringify(document));

test("frames of both networks become batches in the outbox, each once however often it comes", async () => {
  const server = await openCloud();
  const site = await openListening(server.url);
  const network = await openClient(server.url);
  const bytes = frameOf(today);
  for (const counter of [0, 1, 1, 0, 2])
    await network.publishAsync(theThingsTopic, say(theThingsUplink(counter, bytes)), qos1);
  await network.publishAsync(chirpStackTopic, say(chirpStackUplink(0, bytes)), qos1);
  await network.publishAsync(theThingsTopic.replace("/up", "/join"), say({}), qos1);
  await vi.waitFor(() => expect(site.batches()).toHaveLength(4), patient);
  expect(site.bridge.state()).toMatchObject({ frames: 4, repeats: 2, refused: 0 });
  expect(new Set(site.batches().map(({ topic }) => topic))).toEqual(
    new Set([`dcz/1/lora-${eui}/readings`]),
  );
  expect(site.batches().map(({ batch }) => batch?.seq)).toEqual([0, 1, 2, 0]);

  // After a restart the frame itself tells that it came before.
  await site.close();
  const again = await openListening(server.url, site.folder);
  await network.publishAsync(theThingsTopic, say(theThingsUplink(2, bytes)), qos1);
  await network.publishAsync(theThingsTopic, say(theThingsUplink(3, bytes)), qos1);
  await vi.waitFor(() => expect(again.batches()).toHaveLength(5), patient);
}, 60_000);

test("a device without joins that began anew is heard: its counters come again, its frames do not", async () => {
  const server = await openCloud();
  const site = await openListening(server.url);
  const network = await openClient(server.url);
  const day = 86_400_000;
  const hear = (counter: number, at: number, rssi = -48) => {
    const uplink = { ...chirpStackUplink(counter, frameOf(at)), time: new Date(at).toISOString() };
    const rxInfo = [{ rssi, snr: 9 }];
    return network.publishAsync(chirpStackTopic, say({ ...uplink, rxInfo }), qos1);
  };
  // 16 bits of a counter are full, and go on as 32; power goes, and it begins at 0, today and again the day after.
  const heard = [
    ...[[65_535, today] as const, [65_536, today + 60_000] as const],
    ...[[0, today + 120_000] as const, [1, today + 180_000] as const],
    ...[[0, today + day] as const, [1, today + day + 60_000] as const],
  ];
  for (const [counter, at] of heard) {
    await hear(counter, at);
    // The server tells it again, and another gateway's copy of it comes late.
    await hear(counter, at);
    await hear(counter, at, -101);
  }
  await vi.waitFor(
    () => expect(site.bridge.state()).toMatchObject({ frames: 6, repeats: 12 }),
    patient,
  );
  const names = site.batches().map(({ batch }) => `${batch?.boot} ${batch?.seq}`);
  expect(names).toHaveLength(6);
  expect(new Set(names).size).toBe(6);
}, 60_000);

test("what came while the gateway was away, or its disk was full, is kept by the server until it is on disk", async () => {
  const server = await openCloud();
  const network = await openClient(server.url);
  const first = await openListening(server.url);
  const bytes = frameOf(today);
  await network.publishAsync(chirpStackTopic, say(chirpStackUplink(1, bytes)), qos1);
  await vi.waitFor(() => expect(first.batches()).toHaveLength(1), patient);
  first.setFull(true);
  await network.publishAsync(chirpStackTopic, say(chirpStackUplink(2, bytes)), qos1);
  await vi.waitFor(() => expect(first.bridge.state().frames).toBe(2), patient);
  expect(first.batches()).toHaveLength(1);
  await first.close();
  await network.publishAsync(chirpStackTopic, say(chirpStackUplink(3, bytes)), qos1);
  const second = await openListening(server.url, first.folder);
  await vi.waitFor(() => expect(second.batches()).toHaveLength(3), patient);
  expect(second.batches().map(({ batch }) => batch?.seq)).toEqual([1, 2, 3]);
}, 60_000);

test("a frame of another format goes to the cloud's quarantine as it came, and nonsense is counted", async () => {
  const server = await openCloud();
  const network = await openClient(server.url);
  const site = await openListening(server.url);
  const foreign = Buffer.from([0xf0, 1, 2, 3]);
  await network.publishAsync(theThingsTopic, say(theThingsUplink(5, foreign)), qos1);
  await network.publishAsync(theThingsTopic, Buffer.from("{"), qos1);
  await network.publishAsync(theThingsTopic, say(theThingsUplink(6, Buffer.alloc(0))), qos1);
  await network.publishAsync(theThingsTopic, say(theThingsUplink(7, frameOf(today))), qos1);
  await vi.waitFor(() => expect(site.batches()).toHaveLength(2), patient);
  expect(site.batches().map(({ batch }) => batch?.seq)).toEqual([undefined, 7]);
  expect(site.bridge.state()).toMatchObject({ frames: 1, refused: 2 });
}, 60_000);

test("a packet of megabytes is not read, a flood of nonsense is told once, and what comes after is kept", async () => {
  const server = await openCloud();
  const network = await openClient(server.url);
  const lines: string[] = [];
  const site = await openListening(server.url, undefined, (line) => lines.push(line));
  const flood = { ...theThingsUplink(1, frameOf(today)), end_device_ids: { dev_eui: "none" } };
  for (let sent = 0; sent < 300; sent++)
    await network.publishAsync(theThingsTopic, say(flood), { qos: 0 });
  await vi.waitFor(() => expect(site.bridge.state().refused).toBe(300), patient);
  expect(lines.filter((line) => line.includes("no uplink"))).toHaveLength(1);
  await network.publishAsync(theThingsTopic, Buffer.alloc(8_000_000, "a"), { qos: 0 });
  await vi.waitFor(() => expect(lines.join("")).toContain("a packet of megabytes"), patient);
  await vi.waitFor(() => expect(site.bridge.state().connected).toBe(true), patient);
  await network.publishAsync(theThingsTopic, say(theThingsUplink(9, frameOf(today))), qos1);
  await vi.waitFor(() => expect(site.batches()).toHaveLength(1), patient);
  expect(site.bridge.state().refused).toBe(300);
}, 60_000);
