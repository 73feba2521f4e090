import { Batch, type Reading } from "@datacityzen/hardware/wire/batch";
import fc from "fast-check";
import { expect, test } from "vitest";
import { batch, today } from "../store/store.fixture.ts";
import { hourlyMeans } from "./hourly-means.ts";

const minuteMs = 60_000;
const means = (readings: readonly Reading[]): readonly Reading[] =>
  hourlyMeans({ ...batch(1), readings: [...readings] }).readings;

test("an hour of a sensor is one reading from its first instant on, averaged as its quantities are", () => {
  expect(
    means([
      { at: today + minuteMs, sensor: "dnms", values: { laeq: 50, wind_direction: 350 } },
      { at: today + 3 * minuteMs, sensor: "dnms", values: { laeq: 60, wind_direction: 10 } },
      { at: today + 2 * minuteMs, sensor: "sds011-58d9", values: { pm2_5: 1, pm10: 5 } },
      { at: today + 4 * minuteMs, sensor: "sds011-58d9", values: { pm2_5: 2 } },
    ]),
  ).toEqual([
    {
      at: today + minuteMs,
      sensor: "dnms",
      values: { laeq: 57.4, wind_direction: 0 },
      flags: ["hourly_mean"],
    },
    {
      at: today + 2 * minuteMs,
      sensor: "sds011-58d9",
      values: { pm2_5: 1.5, pm10: 5 },
      flags: ["hourly_mean"],
    },
  ]);
});

test("what is doubted leaves the mean to what is not, and marks it where there is nothing else", () => {
  const reading = (minute: number, pm2_5: number, flags: Reading["flags"]): Reading => ({
    at: today + minute * minuteMs,
    sensor: "sds011-58d9",
    values: { pm2_5 },
    ...(flags && { flags }),
  });
  expect(
    means([reading(0, 900, ["warming_up"]), reading(1, 10, undefined), reading(2, 12, [])]),
  ).toMatchObject([{ values: { pm2_5: 11 }, flags: ["hourly_mean"] }]);
  expect(means([reading(0, 10, ["humid"]), reading(1, 12, ["humid"])])).toMatchObject([
    { values: { pm2_5: 11 }, value_flags: { pm2_5: ["humid"] } },
  ]);
});

test("a replay is never averaged with what was measured, nor one hour with the next", () => {
  const readings = [0, 30, 59, 60, 61].map(
    (minute): Reading => ({
      at: today + minute * minuteMs,
      sensor: "sds011-58d9",
      values: { pm10: minute },
      ...(minute === 30 && { flags: ["replayed"] }),
    }),
  );
  expect(means(readings).map(({ at, values, flags = [] }) => [at, values.pm10, flags])).toEqual([
    [today, 29.5, ["hourly_mean"]],
    [today + 30 * minuteMs, 30, ["replayed"]],
    [today + 60 * minuteMs, 60.5, ["hourly_mean"]],
  ]);
});

test("whatever came, the means are a batch of the wire, no longer, and averaged again are the same", () => {
  const readings = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 10 * 3_600_000 }).map((ms) => today + ms),
      sensor: fc.constantFrom("sds011-58d9", "bme280"),
      values: fc.dictionary(
        fc.constantFrom("pm2_5", "laeq", "wind_direction"),
        fc.double({ min: 0, max: 360, noNaN: true }),
        { minKeys: 1 },
      ),
    }),
    { minLength: 1, maxLength: 50 },
  );
  fc.assert(
    fc.property(readings, (many) => {
      const once = hourlyMeans({ ...batch(1), readings: many as Reading[] });
      if (once.readings.length > 0) expect(Batch.safeParse(once).success).toBe(true);
      expect(once.readings.length).toBeLessThanOrEqual(many.length);
      expect(hourlyMeans(once).readings).toEqual(once.readings);
    }),
  );
});
