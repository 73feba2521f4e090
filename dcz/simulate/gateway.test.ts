import { connect } from "mqtt";
import { expect, onTestFinished, test } from "vitest";
import { openBroker } from "./broker.fixture.ts";
import { askedEpisode } from "./episodes/calendar.ts";
import type { EpisodeKind } from "./episodes/episode.ts";
import { openGateway, type Relayed } from "./gateway.ts";
import { centreOf } from "./places.ts";
import { createRegion, hasBattery } from "./region.ts";
import { stationOf } from "./station.ts";
import { createTallies } from "./tallies.ts";

const SEED = 3;
const START = Date.UTC(2026, 5, 10, 14);
const EVERY_MS = 10_000;
const MINUTE_MS = 60_000;

/** A gateway at a real broker, whose clock the test sets. */
const openSite = async (
  stations: number,
  { kind, after = 0 }: { kind?: EpisodeKind; after?: number } = {},
) => {
  const broker = await openBroker({ isCloud: true });
  const { lon } = centreOf(SEED);
  const asked = kind === undefined ? [] : [askedEpisode(SEED, lon, kind, START + after)];
  const region = createRegion(SEED, { asked, drawsOwn: false });
  const relayed: Relayed[] = Array.from({ length: stations }, (_, index) => ({
    index,
    station: stationOf(region, index),
  }));
  const tallies = createTallies();
  const clock = { now: START, elapsed: 0 };
  const gateway = openGateway({
    ...{ url: broker.url, connect, name: "sim-gateway-3-001", password: undefined, number: 0 },
    ...{ stations: relayed, region, boot: "a1b2c3d4", everyMs: EVERY_MS, tallies },
    ...{ backlogMs: 0, backlogPaceMs: 0, random: () => 0 },
    now: () => clock.now,
    elapsed: () => clock.elapsed,
    onRefused: (name) => {
      throw new Error(`${name} is refused`);
    },
    onConnected: () => {},
  });
  onTestFinished(() => gateway.stop());
  /** Lets the gateway work until something holds. */
  const until = (holds: () => boolean) =>
    expect
      .poll(
        () => {
          gateway.tick();
          return holds();
        },
        { interval: 5, timeout: 10_000 },
      )
      .toBe(true);
  await until(() => gateway.isReady());
  gateway.begin();
  await until(() => broker.hellos.length === stations + 1);
  /** Time passes, and all that is due goes out. */
  const pass = async (ms: number) => {
    clock.now += ms;
    clock.elapsed += ms;
    await until(() => gateway.waiting() === gateway.heldBack());
  };
  const instantsOf = (index: number) =>
    broker.taken
      .filter(({ station }) => station === relayed[index]?.station.id)
      .map(({ batch }) => batch.readings[0]?.at ?? 0);
  const statesOf = (index: number) =>
    broker.packets
      .filter(({ topic }) => topic === `dcz/1/${relayed[index]?.station.id}/status`)
      .map(({ payload }) => (JSON.parse(payload.toString()) as { state: string }).state);
  return {
    ...{ broker, gateway, region, relayed, tallies, clock },
    pass,
    until,
    instantsOf,
    statesOf,
  };
};

const grid = (from: number, count: number) =>
  Array.from({ length: count }, (_, number) => from + number * EVERY_MS);

test("a gateway that is cut off keeps what is measured: it comes at once, the newest first", async () => {
  const site = await openSite(3, { kind: "gateway", after: 2 * MINUTE_MS });
  await site.pass(2 * MINUTE_MS - 1);
  const before = site.instantsOf(0).length;
  expect(before).toBe(11);
  await site.pass(10 * MINUTE_MS);
  await site.until(() => site.broker.connected() === 0);
  expect(site.gateway.heldBack()).toBe(3 * 60);
  expect(site.gateway.connected()).toBe(0);
  expect(site.instantsOf(0)).toHaveLength(before);

  await site.pass(6 * MINUTE_MS);
  await site.until(() => site.instantsOf(0).length === 18 * 6 - 1);
  const instants = site.instantsOf(0);
  expect(instants.toSorted((one, other) => one - other)).toEqual(grid(START, 18 * 6 - 1));
  const burst = instants.slice(before);
  expect(burst[0]).toBeGreaterThan(burst.at(-1) ?? 0);
  await site.until(() => site.tallies.acknowledged === site.tallies.published);
});

test("a quarter without power is silent and offline; boxes with a battery send what they kept", async () => {
  const site = await openSite(40, { kind: "outage", after: MINUTE_MS });
  const dark = site.relayed.filter(
    ({ station }) => site.region.darkUntil(station.place, START + 2 * MINUTE_MS) !== undefined,
  );
  const withBattery = dark.find(({ index }) => hasBattery(SEED, index))?.index ?? -1;
  const without = dark.find(({ index }) => !hasBattery(SEED, index))?.index ?? -1;
  const lit = site.relayed.find((each) => !dark.includes(each))?.index ?? -1;
  expect(Math.min(withBattery, without, lit)).toBeGreaterThanOrEqual(0);

  for (let minute = 0; minute < 10; minute += 1) await site.pass(MINUTE_MS);
  expect(site.instantsOf(lit).length).toBeGreaterThan(57);
  for (const index of [withBattery, without]) {
    expect(site.instantsOf(index).every((at) => at < START + MINUTE_MS)).toBe(true);
    expect(site.statesOf(index).at(-1)).toBe("offline");
  }
  expect(site.statesOf(lit).at(-1)).toBe("online");
  expect(site.gateway.heldBack()).toBeGreaterThan(50);

  for (let minute = 0; minute < 13; minute += 1) await site.pass(MINUTE_MS);
  expect(site.gateway.heldBack()).toBe(0);
  const whole = 23 * 6 - 1;
  await site.until(() => site.instantsOf(withBattery).length >= whole);
  const missing = grid(START, whole).filter((at) => !site.instantsOf(without).includes(at));
  expect(missing).toEqual(grid(START + MINUTE_MS, 20 * 6));
  for (const index of [withBattery, without]) expect(site.statesOf(index).at(-1)).toBe("online");
});

test("a clock that is set leaves out what it leapt over, and says the same again when it goes back", async () => {
  const site = await openSite(2);
  await site.pass(MINUTE_MS);
  site.clock.now += 60 * MINUTE_MS;
  site.gateway.leap();
  await site.pass(MINUTE_MS);
  const ahead = site.instantsOf(0);
  expect(ahead.length).toBeLessThan(14);
  expect(ahead.at(-1)).toBeGreaterThan(START + 60 * MINUTE_MS);
  site.clock.now -= 62 * MINUTE_MS;
  site.gateway.leap();
  await site.pass(MINUTE_MS);
  await site.until(() => site.tallies.acknowledged === site.tallies.published);
  const all = site.broker.taken.filter(({ station }) => station === site.relayed[0]?.station.id);
  const byName = Map.groupBy(all, ({ batch }) => `${batch.boot} ${batch.seq}`);
  for (const same of byName.values())
    for (const { batch } of same) expect(batch).toEqual(same[0]?.batch);
  expect(byName.size).toBeLessThan(all.length);
});

test("what a broken connection left is sent again, and counted once", async () => {
  const site = await openSite(3);
  site.clock.now += 2 * EVERY_MS;
  site.clock.elapsed += 2 * EVERY_MS;
  site.gateway.tick();
  const sent = site.tallies.published;
  expect(sent).toBeGreaterThan(0);
  await site.broker.leave();
  await site.until(() => site.gateway.connected() === 0);
  expect(site.tallies.published).toBe(sent);
  await site.broker.comeBack();
  await site.until(() => {
    site.clock.elapsed += 100;
    return site.gateway.waiting() === 0;
  });
  expect(site.tallies.published).toBe(site.tallies.acknowledged);
  expect(site.tallies.published).toBe(4);
});

test("what waits beyond a week of minutes of each station is given up, the oldest first, and counted", async () => {
  const site = await openSite(1);
  await site.broker.leave();
  await site.until(() => site.gateway.connected() === 0);
  site.clock.now += 12_000 * EVERY_MS;
  site.clock.elapsed += 12_000 * EVERY_MS;
  await site.broker.comeBack();
  await site.until(() => site.tallies.acknowledged >= 10_080);
  expect(site.tallies.dropped).toBeGreaterThan(1900);
  expect(site.tallies.dropped + site.tallies.acknowledged).toBe(12_000);
  expect(Math.min(...site.instantsOf(0))).toBe(START + site.tallies.dropped * EVERY_MS);
});

test("receipts are counted by their reason", async () => {
  const site = await openSite(2);
  const receipt = {
    at: START,
    outcome: "quarantined",
    reason: "conflict",
    detail: "another value",
  };
  await site.broker.tell("dcz/1/sim-3-0002/receipts", JSON.stringify(receipt));
  await site.until(() => site.tallies.refusals.get("conflict") === 1);
});
