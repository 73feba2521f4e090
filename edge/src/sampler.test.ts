import type { Reading } from "@datacityzen/hardware/wire/batch";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSampler } from "./sampler.ts";

const MINUTE = 60_000;
/** A whole minute of 2026. */
const T = 1_790_000_040_000;

const sampler = (warmUpMs = 0) =>
  createSampler({ sensor: "sds011-58d9", everyMs: MINUTE, warmUpMs });

test("an interval includes its start, excludes its end, and is dated by its start", () => {
  const one = sampler();
  expect(one.take(T, { pm2_5: 1 })).toEqual([]);
  expect(one.take(T + MINUTE - 1, { pm2_5: 2, pm10: 5 })).toEqual([]);
  expect(one.take(T + MINUTE, { pm2_5: 9 })).toEqual([
    { at: T, sensor: "sds011-58d9", values: { pm2_5: 1.5, pm10: 5 } },
  ]);
});

test("time closes an interval even when no frame comes", () => {
  const one = sampler();
  one.take(T + 10_000, { pm2_5: 4 });
  expect(one.tick(T + MINUTE - 1)).toEqual([]);
  expect(one.tick(T + MINUTE)).toMatchObject([{ at: T, values: { pm2_5: 4 } }]);
  expect(one.tick(T + 2 * MINUTE)).toEqual([]);
});

test("a silent interval gives no reading", () => {
  const one = sampler();
  one.take(T, { pm2_5: 1 });
  expect(one.take(T + 10 * MINUTE, { pm2_5: 2 })).toHaveLength(1);
  expect(one.end()).toMatchObject([{ at: T + 10 * MINUTE }]);
  expect(one.end()).toEqual([]);
});

test("what a cold sensor says is flagged, and left out beside what a warm one says", () => {
  const one = sampler(30_000);
  one.powered(T - 10_000);
  one.take(T, { pm2_5: 100 });
  one.take(T + 19_999, { pm2_5: 100 });
  one.take(T + 20_000, { pm2_5: 3 });
  expect(one.tick(T + MINUTE)).toEqual([{ at: T, sensor: "sds011-58d9", values: { pm2_5: 3 } }]);

  one.powered(T + MINUTE + 40_000);
  one.take(T + MINUTE + 45_000, { pm2_5: 80 });
  expect(one.tick(T + 2 * MINUTE)).toEqual([
    { at: T + MINUTE, sensor: "sds011-58d9", values: { pm2_5: 80 }, flags: ["warming_up"] },
  ]);
});

test("a clock put back a little keeps the interval; put back far, time begins anew", () => {
  const one = sampler();
  one.take(T, { pm2_5: 1 });
  expect(one.take(T - 500, { pm2_5: 3 })).toEqual([]);
  expect(one.take(T - 60 * MINUTE, { pm2_5: 7 })).toMatchObject([{ at: T, values: { pm2_5: 2 } }]);
  expect(one.end()).toMatchObject([{ at: T - 60 * MINUTE, values: { pm2_5: 7 } }]);
});

test("as time goes on, no sample is lost or counted twice, and no interval is told twice", () => {
  const steps = fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 3 * MINUTE }), ticks: fc.boolean() }),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(steps, fc.constantFrom(1000, 10_000, MINUTE, 7 * MINUTE), (walk, everyMs) => {
      const one = createSampler({ sensor: "x1", everyMs, warmUpMs: 0 });
      const readings: Reading[] = [];
      const truth = new Map<number, number[]>();
      let at = T;
      for (const [index, { after, ticks }] of walk.entries()) {
        at += after;
        if (ticks) {
          readings.push(...one.tick(at));
          continue;
        }
        readings.push(...one.take(at, { temperature: index }));
        const start = Math.floor(at / everyMs) * everyMs;
        truth.set(start, [...(truth.get(start) ?? []), index]);
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
