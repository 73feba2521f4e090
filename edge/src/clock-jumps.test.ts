import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Batch, type Reading } from "@datacityzen/hardware/wire/batch";
import { expect, test } from "vitest";
import { countingSensor, startBroker, startEdge, temporaryFolder } from "./edge-process.fixture.ts";

/** Debian's package faketime. */
const library = ["x86_64", "aarch64"]
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path));

const EVERY = 500;

/** An edge whose wall clock is what the file says. */
const startWithClock = async (url: string, beginning: string) => {
  const file = join(temporaryFolder(), "clock");
  const set = (offset: string) => writeFileSync(file, `${offset}\n`);
  set(beginning);
  const edge = startEdge({
    LD_PRELOAD: library ?? "",
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    STATION_ID: "test-station",
    SENSORS: `sds011@${(await countingSensor()).path}`,
    SAMPLE_EVERY: "PT0.5S",
    GATEWAY_MQTT_URL: url,
  });
  const says = (text: string) =>
    expect
      .poll(() => edge.lines.map(({ msg }) => String(msg)), { timeout: 40_000 })
      .toContainEqual(expect.stringContaining(text));
  await says("sensor found");
  return { ...edge, set, says };
};

const readingsOf = (batches: readonly unknown[]): Reading[] =>
  batches
    .map((batch) => Batch.parse(batch))
    .toSorted((one, other) => one.seq - other.seq)
    .flatMap(({ readings }) => readings);

/** In the order of their numbers: each instant on the grid, once, and none out of order. */
const expectSound = (readings: readonly Reading[]) => {
  const means = readings.map(({ values }) => values.pm2_5 ?? 0);
  expect(means).toEqual(means.toSorted((one, other) => one - other));
  for (const { at } of readings) expect(at % EVERY).toBe(0);
  expect(new Set(readings.map(({ at }) => at)).size).toBe(readings.length);
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address !== null && typeof address !== "string" ? address.port : 0;
};

test.skipIf(library === undefined && process.env.REQUIRE_REAL !== "1")(
  "readings that wait while the clock is three weeks behind get their true instants when it is set",
  async () => {
    const port = await freePort();
    const began = Date.now();
    const { set, says, lines } = await startWithClock(`mqtt://127.0.0.1:${port}`, "-21d");
    await expect
      .poll(() => lines.some(({ waiting }) => Number(waiting) >= 3), { timeout: 40_000 })
      .toBe(true);
    set("+0");
    await says("moved to their true time");
    const broker = await startBroker("test-station", port);
    const readings = () => readingsOf(broker.heard("readings"));
    await expect
      .poll(() => readings().filter(({ flags }) => flags === undefined).length, { timeout: 50_000 })
      .toBeGreaterThan(2);
    const all = readings();
    expectSound(all);
    for (const { at } of all) {
      expect(at).toBeGreaterThan(began - 2 * EVERY);
      expect(at).toBeLessThanOrEqual(Date.now());
    }
    const repaired = all.filter(({ flags }) => flags?.includes("clock_repaired"));
    expect(repaired.length).toBeGreaterThanOrEqual(3);
    expect(all.slice(0, repaired.length)).toEqual(repaired);
    // The sensor spoke all the time: the ends meet, but for what a busy machine holds up.
    const steps = all.slice(1).map(({ at }, index) => at - (all[index]?.at ?? 0));
    expect(Math.max(...steps)).toBeLessThanOrEqual(6 * EVERY);
  },
  200_000,
);

test.skipIf(library === undefined && process.env.REQUIRE_REAL !== "1")(
  "a clock that jumps back, forward and to 1970 loses and doubles nothing",
  async () => {
    const broker = await startBroker();
    const { set, says, lines } = await startWithClock(broker.url, "+0");
    const readings = () => readingsOf(broker.heard("readings"));
    const waitForMore = async () => {
      const before = readings().length;
      await expect.poll(() => readings().length, { timeout: 40_000 }).toBeGreaterThan(before + 3);
    };
    await waitForMore();
    set("-2");
    await waitForMore();
    set("+1h");
    await waitForMore();
    set("-20000d");
    await says("an impossible time");
    await waitForMore();
    expectSound(readings());
    for (const { at } of readings()) expect(Math.abs(at - Date.now())).toBeLessThan(3_700_000);
    expect(lines.filter(({ msg }) => String(msg).includes("was set:")).length).toBeGreaterThan(1);
    // Every frame is in exactly one mean: the means of ten frames a second leave no long hole.
    const means = readings().map(({ values }) => 10 * (values.pm2_5 ?? 0));
    const longest = Math.max(...means.slice(1).map((mean, index) => mean - (means[index] ?? 0)));
    expect(longest).toBeLessThan(40);
  },
  200_000,
);
