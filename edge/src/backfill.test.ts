import { sensors } from "@datacityzen/hardware/sensors";
import { Batch, type Reading } from "@datacityzen/hardware/wire/batch";
import { expect, test } from "vitest";
import { fillPast, pastReadings, type Replayed } from "./backfill.ts";
import { readCapture } from "./capture.ts";

const folder = new URL("../../hardware/captures/", import.meta.url);
const DAY = 86_400_000;
const MINUTE = 60_000;
const UNTIL = 1_790_000_040_000;

const replayed: Replayed[] = [];
for (const sensor of [sensors.sds011, sensors.pmsx003]) {
  const capture = await readCapture(folder, sensor.model);
  if (capture !== undefined) replayed.push({ sensor, capture });
}

const fill = async (from: number, until: number): Promise<Reading[][]> => {
  const batches: Reading[][] = [];
  await fillPast({
    replayed,
    factor: 1,
    everyMs: MINUTE,
    from,
    until,
    publish: async (readings) => batches.push([...readings]),
    signal: new AbortController().signal,
  });
  return batches;
};

const day = await fill(UNTIL - DAY, UNTIL);

test("a day of minutes is whole, on the grid, before the present, and marked as replayed", async () => {
  const readings = day.flat();
  expect(readings).toHaveLength(2 * 1440);
  expect(new Set(readings.map(({ sensor, at }) => `${sensor} ${at}`)).size).toBe(2 * 1440);
  expect(Math.max(...readings.map(({ at }) => at))).toBe(UNTIL - MINUTE);
  expect(Math.min(...readings.map(({ at }) => at))).toBe(UNTIL - DAY);
  for (const { at, sensor, flags } of readings) {
    expect(at % MINUTE).toBe(0);
    expect(["sds011-58d9", "pmsx003"]).toContain(sensor);
    expect(flags).toContain("replayed");
  }
});

test("batches are of 200 readings at most and fit the wire", async () => {
  expect(day.map((batch) => batch.length)).toEqual([...Array(14).fill(200), 80]);
  for (const readings of day)
    expect(Batch.safeParse({ boot: "backfill", seq: 0, clock: "free", readings }).success).toBe(
      true,
    );
});

test("another range says the same of the same instants", async () => {
  const later = (await fill(UNTIL - 90 * MINUTE, UNTIL)).flat();
  expect(day.flat().filter(({ at }) => at >= UNTIL - 90 * MINUTE)).toEqual(later);
});

test("a minute is the mean of the frames that were due in it", async () => {
  const [sds011] = replayed;
  if (sds011 === undefined) throw new Error("no capture");
  // The capture takes 100 s: at each multiple of 300 s, a minute and the capture begin together.
  const start = Math.ceil(UNTIL / 300_000) * 300_000;
  const past = { factor: 1, everyMs: MINUTE, from: start, until: start + 5 * MINUTE };
  const readings = await pastReadings(sds011, past);
  // The capture says 0.6, then six times 0.9, then three times 0.8; a minute holds six of its ten frames.
  expect(readings.map(({ values }) => values.pm2_5)).toEqual([0.85, 0.8, 0.88, 0.82, 0.85]);
});

test("stops between two batches when it is told to", async () => {
  const stopping = new AbortController();
  let batches = 0;
  await fillPast({
    replayed,
    factor: 1,
    everyMs: MINUTE,
    from: UNTIL - DAY,
    until: UNTIL,
    publish: async () => {
      batches += 1;
      stopping.abort();
    },
    signal: stopping.signal,
  });
  expect(batches).toBe(1);
});
