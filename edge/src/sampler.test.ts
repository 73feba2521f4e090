import type { Values } from "@datacityzen/hardware/quantities";
import type { Sensor } from "@datacityzen/hardware/sensor";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSampler } from "./sampler.ts";

const MINUTE = 60_000;
/** A whole minute of 2026. */
const T = 1_790_000_040_000;

const measures: Sensor["measures"] = [
  { quantity: "pm2_5", range: [0, 999.9] },
  { quantity: "pm10", range: [0, 500] },
];

/** A sampler that takes samples of a warm sensor, and what it left out of its means. */
const sampler = () => {
  const leftOut: string[] = [];
  const one = createSampler({
    sensor: "sds011-58d9",
    everyMs: MINUTE,
    measures,
    onLeftOut: (quantity, code) => leftOut.push(`${quantity} ${code}`),
  });
  return {
    ...one,
    leftOut,
    add: (at: number, values: Values, settled = true) => one.add({ at, values, settled }),
  };
};

test("an interval includes its start, excludes its end, and is dated by its start", () => {
  const one = sampler();
  expect(one.add(T, { pm2_5: 1 })).toEqual([]);
  expect(one.add(T + MINUTE - 1, { pm2_5: 2, pm10: 5 })).toEqual([]);
  expect(one.add(T + MINUTE, { pm2_5: 9 })).toEqual([
    { at: T, sensor: "sds011-58d9", values: { pm2_5: 1.5, pm10: 5 } },
  ]);
});

test("time closes an interval even when no frame comes", () => {
  const one = sampler();
  one.add(T + 10_000, { pm2_5: 4 });
  expect(one.tick(T + MINUTE - 1)).toEqual([]);
  expect(one.tick(T + MINUTE)).toMatchObject([{ at: T, values: { pm2_5: 4 } }]);
  expect(one.tick(T + 2 * MINUTE)).toEqual([]);
});

test("a silent interval gives no reading", () => {
  const one = sampler();
  one.add(T, { pm2_5: 1 });
  expect(one.add(T + 10 * MINUTE, { pm2_5: 2 })).toHaveLength(1);
  expect(one.end()).toMatchObject([{ at: T + 10 * MINUTE }]);
  expect(one.end()).toEqual([]);
});

test("what a cold sensor says is flagged, and left out beside what a warm one says", () => {
  const one = sampler();
  one.add(T, { pm2_5: 100 }, false);
  one.add(T + 20_000, { pm2_5: 3 });
  expect(one.tick(T + MINUTE)).toEqual([{ at: T, sensor: "sds011-58d9", values: { pm2_5: 3 } }]);
  one.add(T + MINUTE + 45_000, { pm2_5: 80 }, false);
  expect(one.tick(T + 2 * MINUTE)).toEqual([
    { at: T + MINUTE, sensor: "sds011-58d9", values: { pm2_5: 80 }, flags: ["warming_up"] },
  ]);
});

test("one sample that no instrument gives among sixty does not move the mean, and is counted", () => {
  const one = sampler();
  for (let second = 0; second < 60; second++)
    one.add(T + 1000 * second, { pm2_5: second === 30 ? 6553.4 : 10, pm10: 12 });
  expect(one.tick(T + MINUTE)).toEqual([
    {
      at: T,
      sensor: "sds011-58d9",
      values: { pm2_5: 10, pm10: 12 },
      value_flags: { pm2_5: ["implausible"] },
    },
  ]);
  expect(one.leftOut).toEqual(["pm2_5 absent"]);
});

test("when all samples are mistakes the last one is given as it came, and flagged", () => {
  const one = sampler();
  one.add(T, { pressure: 101_325 });
  one.add(T + 1000, { pressure: 101_330 });
  expect(one.end()).toEqual([
    {
      at: T,
      sensor: "sds011-58d9",
      values: { pressure: 101_330 },
      value_flags: { pressure: ["implausible"] },
    },
  ]);
  expect(one.leftOut).toEqual(["pressure pascal", "pressure pascal"]);
});

test("a sample outside the sensor's range stays in the mean, which is flagged although it lies inside", () => {
  const one = sampler();
  one.add(T, { pm10: 600 });
  one.add(T + 1000, { pm10: 2 });
  expect(one.end()).toMatchObject([
    { values: { pm10: 301 }, value_flags: { pm10: ["out_of_range"] } },
  ]);
});

test("directions that cancel each other give no value, and alone no reading", () => {
  const one = sampler();
  one.add(T, { wind_direction: 90, wind_speed: 1 });
  one.add(T + 1000, { wind_direction: 270 });
  expect(one.tick(T + MINUTE)).toMatchObject([{ values: { wind_speed: 1 } }]);
  one.add(T + MINUTE, { wind_direction: 90 });
  one.add(T + MINUTE + 1, { wind_direction: 270 });
  expect(one.end()).toEqual([]);
});

test("a clock put back a little adds to the open interval, or to the next, and gives none twice", () => {
  const one = sampler();
  one.add(T, { pm2_5: 1 });
  expect(one.add(T - 500, { pm2_5: 3 })).toEqual([]);
  expect(one.tick(T + MINUTE)).toMatchObject([{ at: T, values: { pm2_5: 2 } }]);
  one.add(T + MINUTE - 500, { pm2_5: 7 });
  expect(one.end()).toMatchObject([{ at: T + MINUTE, values: { pm2_5: 7 } }]);
});

test("a clock that is set moves the open interval, and what follows goes on from there", () => {
  const one = sampler();
  const DAYS = 21 * 1440 * MINUTE;
  one.add(T, { pm2_5: 1 });
  one.shift(DAYS);
  expect(one.add(T + DAYS + 59_000, { pm2_5: 3 })).toEqual([]);
  expect(one.tick(T + DAYS + MINUTE)).toMatchObject([{ at: T + DAYS, values: { pm2_5: 2 } }]);
  one.shift(-60 * MINUTE, T + DAYS - 57 * MINUTE);
  one.add(T + DAYS - 59 * MINUTE, { pm2_5: 5 });
  expect(one.end()).toMatchObject([{ at: T + DAYS - 57 * MINUTE, values: { pm2_5: 5 } }]);
});

test("as time goes on, no sample is lost or counted twice, and no interval is published twice", () => {
  const steps = fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 3 * MINUTE }), ticks: fc.boolean() }),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(steps, fc.constantFrom(1000, 10_000, MINUTE, 7 * MINUTE), (walk, everyMs) => {
      const one = createSampler({ sensor: "x1", everyMs, measures: [] });
      const readings: Reading[] = [];
      const truth = new Map<number, number[]>();
      let at = T;
      for (const [index, { after, ticks }] of walk.entries()) {
        at += after;
        if (ticks) {
          readings.push(...one.tick(at));
          continue;
        }
        readings.push(...one.add({ at, values: { temperature: index / 2 }, settled: true }));
        const start = Math.floor(at / everyMs) * everyMs;
        truth.set(start, [...(truth.get(start) ?? []), index / 2]);
      }
      readings.push(...one.end());
      expect(readings.map((reading) => reading.at)).toEqual([...truth.keys()]);
      for (const { at: start, values } of readings) {
        const samples = truth.get(start) ?? [];
        const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
        expect(values.temperature).toBeCloseTo(mean, 1);
      }
    }),
  );
});

test("a value that the decoder doubts is averaged, and the mean bears its flag", () => {
  const one = createSampler({ sensor: "airrohr", everyMs: MINUTE, measures });
  one.add({ at: T, values: { pm2_5: 7, pm10: 9 }, settled: true });
  const doubted = { pm2_5: ["implausible"] } as const;
  one.add({ at: T + 1000, values: { pm2_5: 9, pm10: 9 }, valueFlags: doubted, settled: true });
  expect(one.end()).toEqual([
    {
      at: T,
      sensor: "airrohr",
      values: { pm2_5: 8, pm10: 9 },
      value_flags: { pm2_5: ["implausible"] },
    },
  ]);
});

test("levels that are exceeded for a share of the time come from all values of the interval, with its flags", () => {
  const one = createSampler({
    sensor: "ics43434",
    everyMs: MINUTE,
    measures: [{ quantity: "laeq", range: [29, 120] }],
    exceeded: { of: "laeq", shares: { l10: 10, l50: 50, l90: 90 } },
  });
  const windy = { laeq: ["windy"] } as const;
  // 40, 41 … 100 dB in any order: L10 is what six of sixty exceed.
  for (let second = 0; second < 60; second++) {
    const laeq = 40 + ((second * 37) % 61);
    one.add({ at: T + 1000 * second, values: { laeq }, valueFlags: windy, settled: true });
  }
  const [reading] = one.end();
  const levels = Array.from({ length: 60 }, (_, second) => 40 + ((second * 37) % 61)).toSorted(
    (low, high) => low - high,
  );
  const { l10 = 0, l50 = 0, l90 = 0 } = reading?.values ?? {};
  expect(levels.filter((level) => level > l10)).toHaveLength(6);
  expect(levels.filter((level) => level > l50)).toHaveLength(30);
  expect(levels.filter((level) => level > l90)).toHaveLength(54);
  expect(reading?.value_flags).toMatchObject({ l10: ["windy"], l90: ["windy"] });
});

test("a few values have no shares", () => {
  const one = createSampler({
    sensor: "ics43434",
    everyMs: 1000,
    measures: [],
    exceeded: { of: "laeq", shares: { l10: 10 } },
  });
  one.add({ at: T, values: { laeq: 50 }, settled: true });
  expect(one.end()[0]?.values).toEqual({ laeq: 50 });
});
