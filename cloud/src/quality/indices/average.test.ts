import fc from "fast-check";
import { expect, test } from "vitest";
import { who } from "../limits/who.ts";
import { averageOfDay, averageOfHour, hoursOfDay } from "./average.ts";
import { atmo, type ClassTable, eaqi } from "./classes.ts";
import { createHours, HOUR_MS, type Hours } from "./hours.ts";
import { nowCast } from "./nowcast.ts";
import { usAqi } from "./us-aqi.ts";

const hoursFrom = (values: readonly (number | undefined)[], phaseMs = 0): Hours => {
  const hours = createHours(phaseMs);
  for (const [at, value] of values.entries()) hours.add(at * HOUR_MS, value);
  return hours;
};

/** Newest first, as the definition counts. */
test("the NowCast weighs newer hours more, the faster the air changes", () => {
  // The example of Wikipedia's article on the NowCast and of R's paRticulates, newest last there.
  const example = [50, 80, 75, 90, 82, 53, 64, 74, 21, 10, 16, 13].reverse();
  expect(nowCast(example)).toBeCloseTo(17.4, 1);
  expect(nowCast(Array.from({ length: 12 }, () => 35.5))).toBe(35.5);
  expect(nowCast(Array.from({ length: 12 }, () => 0))).toBe(0);
  // Weight 0.8: (40 + 0.8 × 50) / 1.8.
  expect(nowCast([40, 50])).toBeCloseTo(44.444, 3);
});

test("two of the newest three hours must be there; an hour that is missing keeps its place", () => {
  expect(nowCast([10, undefined, undefined, 10])).toBeUndefined();
  expect(nowCast([undefined, undefined, 10])).toBeUndefined();
  expect(nowCast([undefined, 10, 10])).toBe(10);
  // Weight 0.5: (20 + 10 × 0.25) / (1 + 0.25).
  expect(nowCast([20, undefined, 10])).toBe(18);
  // What is older than twelve hours does not count.
  expect(nowCast([...Array.from({ length: 12 }, () => 10), 1000])).toBe(10);
});

test("the NowCast lies between the lowest and the highest hour", () => {
  const hour = fc.option(fc.double({ min: 0, max: 1000, noNaN: true }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(hour, { minLength: 3, maxLength: 20 }), (hours) => {
      const value = nowCast(hours);
      const there = hours.slice(0, 12).filter((each) => each !== undefined);
      if (value === undefined) return;
      expect(value).toBeGreaterThanOrEqual(Math.min(...there) * (1 - 1e-9));
      expect(value).toBeLessThanOrEqual(Math.max(...there) * (1 + 1e-9));
    }),
  );
});

test("a day needs three quarters of its hours: 18 of 24", () => {
  const day = hoursOfDay(0, 24 * HOUR_MS, 0);
  const values = (count: number) =>
    Array.from({ length: 24 }, (_, at) => (at < count ? 10 + at : undefined));
  expect(averageOfDay(atmo, "pm10", hoursFrom(values(18)), day)).toEqual({
    value: 18.5,
    count: 18,
    expected: 24,
  });
  expect(averageOfDay(atmo, "pm10", hoursFrom(values(17)), day).value).toBeUndefined();
  expect(averageOfDay(atmo, "no2", hoursFrom(values(18)), day).value).toBe(27);
  expect(averageOfDay(atmo, "no2", hoursFrom(values(17)), day).value).toBeUndefined();
  expect(averageOfDay(who, "no2", hoursFrom(values(24)), day).value).toBe(21.5);
});

test("the day's highest mean of 8 hours ends within the day, and needs 18 of them", () => {
  const day = hoursOfDay(24 * HOUR_MS, 48 * HOUR_MS, 0);
  // 100 in the last four hours of the day before and the first four of this one.
  const values = Array.from({ length: 48 }, (_, at) => (at >= 20 && at < 28 ? 100 : 20));
  expect(averageOfDay(who, "o3", hoursFrom(values), day)).toEqual({
    value: 100,
    count: 24,
    expected: 24,
  });
  const without = values.map((value, at) => (at < 34 ? undefined : value));
  expect(averageOfDay(who, "o3", hoursFrom(without), day).value).toBeUndefined();
});

test("running means: 6 of 8 hours, 18 of 24", () => {
  const [, old] = eaqi as readonly [ClassTable, ClassTable];
  const values = [1, 2, 3, 4, 5, 6, undefined, undefined];
  expect(averageOfHour(usAqi[0], "o3", hoursFrom(values), 7).value).toBe(3.5);
  expect(averageOfHour(usAqi[0], "o3", hoursFrom(values.slice(1)), 6).value).toBeUndefined();
  const day = Array.from({ length: 24 }, (_, at) => (at < 18 ? 12 : undefined));
  expect(averageOfHour(old, "pm2_5", hoursFrom(day), 23)).toEqual({
    value: 12,
    count: 18,
    expected: 24,
  });
  expect(averageOfHour(old, "pm2_5", hoursFrom(day), 24).value).toBeUndefined();
  expect(averageOfHour(old, "no2", hoursFrom(day), 3).value).toBe(12);
  // Not a mean of 24 h, and not called one.
  expect(averageOfHour(usAqi[0], "pm2_5", hoursFrom(day), 11)).toEqual({
    value: 12,
    count: 12,
    expected: 12,
    period: "NowCast of 12 h",
  });
});

test("finer values become hours when three quarters of them are there", () => {
  const fine = (count: number) => {
    const hours = createHours(0);
    for (let at = 0; at < 12; at += 1)
      hours.add(at * 10 * 60_000, at < 6 || at < 6 + count ? at : undefined);
    return hours;
  };
  expect(fine(5).mean(0)).toBe(2.5);
  expect(fine(5).mean(1)).toBe(8);
  expect(fine(4).mean(1)).toBeUndefined();
  expect(fine(0).mean(7)).toBeUndefined();
});

test("hours are the same in whatever order their values come, and after a first look", () => {
  const value = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 100 }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.nat(), (values, look) => {
      const hours = createHours(0);
      const expected = new Map<number, number[]>();
      for (const [at, [hour, each]] of values.entries()) {
        hours.add(hour * HOUR_MS, each);
        expected.set(hour, [...(expected.get(hour) ?? []), each]);
        if (at === look) hours.numbers();
      }
      expect(hours.numbers()).toEqual([...expected.keys()].sort((a, b) => a - b));
      for (const [hour, each] of expected)
        expect(hours.mean(hour)).toBeCloseTo(
          each.reduce((sum, one) => sum + one, 0) / each.length,
          9,
        );
      expect(hours.mean(99)).toBeUndefined();
    }),
  );
});

test("values below zero are none, and days of 23 and 25 hours are counted as they are", () => {
  expect(hoursFrom([-1, -5]).mean(0)).toBeUndefined();
  const length = (day: string, next: string) =>
    hoursOfDay(Date.parse(day), Date.parse(next), 0).length;
  expect(length("2026-03-28T23:00Z", "2026-03-29T22:00Z")).toBe(23);
  expect(length("2026-10-24T22:00Z", "2026-10-25T23:00Z")).toBe(25);
  // Kathmandu: hours begin at a quarter past UTC's.
  expect(
    hoursOfDay(Date.parse("2026-01-01T18:15Z"), Date.parse("2026-01-02T18:15Z"), 45 * 60_000)
      .length,
  ).toBe(24);
});
