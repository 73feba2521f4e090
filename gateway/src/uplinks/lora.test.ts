import { decodeLora } from "@datacityzen/hardware/wire/lora";
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { airtimeMs } from "../lora/airtime.ts";
import { airtimeRules } from "../lora/airtime-ledger.ts";
import { openScriptedModem, type ScriptedModem } from "../lora/modem.fixture.ts";
import { openLoraNotes } from "../store/lora-notes.ts";
import { batch, message, openStore, payloadOf, type Store, today } from "../store/store.fixture.ts";
import { type LoraUplinkOptions, openLoraUplink } from "./lora.ts";

const hourMs = 3_600_000;
const patient = { timeout: 20_000 };

/** A site whose only link is a modem; its clock goes on when a test says so. */
const openLoraSite = (
  modem: Pick<ScriptedModem, "path">,
  options: Partial<LoraUplinkOptions> = {},
) => {
  let now = today;
  let store: Store = openStore(temporaryFolder());
  let looks = 0;
  const open = () =>
    openLoraUplink({
      ...{ path: modem.path, appKey: "0".repeat(32), joinEui: "0".repeat(16) },
      ...{ spreadingFactor: 9, rules: airtimeRules.own, isStandIn: false },
      outbox: {
        ...store.outbox,
        next: (request) => {
          looks += 1;
          return store.outbox.next(request);
        },
      },
      ...{ notes: openLoraNotes(store.database, store.commits) },
      ...{ log: pino({ level: "silent" }), now: () => now, random: () => 0 },
      ...{ firstRetryMs: 20, longestRetryMs: 40, lookEveryMs: 20, ...options },
    });
  let uplink = open();
  let seq = 0;
  /** Resolves when the uplink has looked at what waits, from beginning to end. */
  const looked = () => {
    const before = looks;
    return vi.waitFor(() => expect(looks).toBeGreaterThan(before + 1), patient);
  };
  onTestFinished(async () => {
    await uplink.stop();
    store.close();
  });
  return {
    looked,
    now: () => now,
    uplink: () => uplink,
    outbox: () => store.outbox,
    /** What so many stations say in an hour, every five minutes; then the hour is over. */
    measure: async (stations: number) => {
      const messages = Array.from({ length: 12 }, (_, index) => index * 300_000).flatMap((offset) =>
        Array.from({ length: stations }, (_, station) =>
          message(
            `dcz/1/street-${station + 1}/readings`,
            payloadOf(batch(seq++, now + offset)),
            now + offset,
          ),
        ),
      );
      await Promise.all(messages.map((each) => store.outbox.append(each)));
      now += hourMs;
    },
    pass: (ms: number) => {
      now += ms;
    },
    restart: async () => {
      await uplink.stop();
      store.close();
      store = openStore(store.folder);
      uplink = open();
    },
  };
};

const connected = (site: ReturnType<typeof openLoraSite>) =>
  vi.waitFor(() => expect(site.uplink().link().state).toBe("connected"), patient);
const emptied = (site: ReturnType<typeof openLoraSite>) =>
  vi.waitFor(() => expect(site.outbox().waiting().messages).toBe(0), patient);

test("each station's hour goes as one frame on a port of its own, and leaves the outbox when it was sent", async () => {
  const modem = await openScriptedModem();
  const site = openLoraSite(modem);
  await connected(site);
  await site.measure(3);
  // The hour may still get what is late.
  site.pass(60_000);
  expect(modem.sent).toEqual([]);
  site.pass(120_000);
  await emptied(site);
  expect(modem.sent.map(({ port }) => port).toSorted()).toEqual([101, 102, 103]);
  for (const { bytes } of modem.sent) {
    const decoded = decodeLora(bytes, { received: site.now() });
    if (!decoded.ok) throw new Error(decoded.reason);
    expect(decoded.readings.map(({ at }) => at)).toEqual(
      Array.from({ length: 12 }, (_, index) => today + index * 300_000),
    );
    expect(decoded.readings[0]?.values).toEqual({ pm2_5: 8.2, pm10: 14.5 });
  }
  expect(site.uplink().airtime?.()).toMatchObject({ leftOut: 0 });
}, 30_000);

test("thirty seconds a day are never exceeded, the newest hours go first, and what had no room is counted", async () => {
  const modem = await openScriptedModem();
  const site = openLoraSite(modem, { rules: airtimeRules.ttn, spreadingFactor: 12 });
  await connected(site);
  let most = 0;
  for (let hour = 0; hour < 30; hour++) {
    await site.measure(2);
    site.pass(120_000);
    await site.looked();
    site.pass(-120_000);
    const { ms = 0, mostMs } = site.uplink().airtime?.() ?? {};
    most = Math.max(most, ms);
    expect(mostMs).toBe(30_000);
  }
  expect(most).toBeLessThanOrEqual(30_000);
  const air = modem.sent.reduce((sum, { bytes }) => sum + airtimeMs(bytes.length, 12), 0);
  expect(air).toBeGreaterThan(20_000);
  expect(air).toBeLessThanOrEqual(62_000);
  expect(site.outbox().waiting().messages).toBeGreaterThan(0);
}, 60_000);

test("a restart neither joins again nor sends an hour twice", async () => {
  const modem = await openScriptedModem();
  const site = openLoraSite(modem);
  await connected(site);
  await site.measure(1);
  site.pass(120_000);
  await emptied(site);
  await site.restart();
  await connected(site);
  expect(modem.state.joins).toBe(1);
  // One that comes late, of the hour that was sent.
  const late = message("dcz/1/street-1/readings", payloadOf(batch(99, today + 60_000)), site.now());
  await site.outbox().append(late);
  await site.measure(1);
  site.pass(120_000);
  await emptied(site);
  expect(modem.sent).toHaveLength(2);
}, 30_000);

test("beside another link what was sent stays for it, and is not sent again over the air", async () => {
  const modem = await openScriptedModem();
  const site = openLoraSite(modem, { isStandIn: true });
  await connected(site);
  await site.measure(1);
  site.pass(120_000);
  await vi.waitFor(() => expect(modem.sent).toHaveLength(1), patient);
  await site.restart();
  await site.measure(1);
  site.pass(120_000);
  await vi.waitFor(() => expect(modem.sent).toHaveLength(2), patient);
  expect(site.outbox().waiting().messages).toBe(24);
}, 30_000);

test("a network that lets nobody in, busy channels, and a network that forgets: each is told or waited out", async () => {
  const modem = await openScriptedModem();
  modem.state.mood = "denies";
  const site = openLoraSite(modem);
  await vi.waitFor(
    () => expect(site.uplink().link()).toMatchObject({ fault: "not_authorized" }),
    patient,
  );
  modem.state.mood = "busy air";
  await connected(site);
  await site.measure(1);
  site.pass(120_000);
  await vi.waitFor(
    () => expect(modem.asked.filter((line) => line.startsWith("mac tx")).length).toBeGreaterThan(1),
    patient,
  );
  expect(site.outbox().waiting().messages).toBe(12);
  // Attempts that found no channel took nothing of the air.
  // The modem may be asked again meanwhile: its air is counted before it hears of it.
  await vi.waitFor(
    () => expect(site.uplink().airtime?.().ms).toBeCloseTo(modem.state.joins * airtimeMs(10, 9), 3),
    patient,
  );
  modem.state.mood = "forgets";
  await vi.waitFor(() => expect(modem.state.joined).toBe(false), patient);
  modem.state.mood = "works";
  await emptied(site);
  expect(modem.sent).toHaveLength(1);
}, 60_000);

test("a port without a modem is told, and tried again", async () => {
  const site = openLoraSite({ path: "/dev/no-modem-here" });
  await vi.waitFor(
    () => expect(site.uplink().link()).toMatchObject({ state: "waiting", fault: "no_modem" }),
    patient,
  );
}, 30_000);
