import { expect, test } from "vitest";
import { createCountHours } from "./count-hours.ts";

const MINUTE = 60_000;
/** What 280 ml/min bring in a minute, in m³. */
const VOLUME = 280e-6;
const counted = (count: number) => ({ quantity: "pollen_range", count, volume: VOLUME }) as const;

/** One count a minute from `from` on; what was given last. */
const count = (minutes: number, each: (minute: number) => number, from = 0) => {
  const hours = createCountHours();
  let last = {};
  for (let minute = from; minute < from + minutes; minute++)
    last = hours.add(counted(each(minute)), minute * MINUTE);
  return last;
};

test("nothing is said of less than an hour", () => {
  expect(count(60, () => 1)).toEqual({});
});

test("an hour of one particle in ten minutes is 6 in 17 litres, with the limits of six counted", () => {
  const values = count(61, (minute) => (minute % 10 === 5 ? 1 : 0)) as Record<string, number>;
  const air = 61 * VOLUME;
  expect(values.pollen_range_6h).toBeCloseTo(6 / air, 6);
  expect(values.pollen_range_6h_low).toBeCloseTo(2.202 / air, 0);
  expect(values.pollen_range_6h_high).toBeCloseTo(13.06 / air, 0);
});

test("clean air is below a limit, and is not nothing", () => {
  const values = count(6 * 60, () => 0) as Record<string, number>;
  expect(values).toMatchObject({ pollen_range_6h: 0, pollen_range_6h_low: 0 });
  expect(values.pollen_range_6h_high).toBeCloseTo(3.689 / (6 * 60 * VOLUME), 0);
});

test("what is older than six hours is forgotten, and more hours make the limits narrower", () => {
  const after = count(13 * 60, (minute) => (minute < 6 * 60 ? 9 : 1)) as Record<string, number>;
  expect(after.pollen_range_6h).toBeCloseTo(1 / VOLUME, 0);
  const hour = count(61, () => 1) as Record<string, number>;
  const width = (values: Record<string, number>) =>
    (values.pollen_range_6h_high ?? 0) - (values.pollen_range_6h_low ?? 0);
  expect(width(after)).toBeLessThan(width(hour) / 2);
});

test("a pause in between, as when the counter is off, adds no air", () => {
  const hours = createCountHours();
  for (let minute = 0; minute < 30; minute++) hours.add(counted(2), minute * MINUTE);
  const values = hours.add(counted(2), 120 * MINUTE) as Record<string, number>;
  expect(values.pollen_range_6h).toBeCloseTo(2 / VOLUME, 6);
});
