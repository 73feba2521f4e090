import { expect, test } from "vitest";
import { lostParts, shortestKept } from "./lost-parts.ts";
import { partsOfDay } from "./retention.ts";
import { EVERYTHING, type Kept } from "./store.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string): number => Date.parse(`${text}Z`);
const kept: Kept = {
  days: at("2024-01-01T00:00"),
  hours: at("2025-01-01T00:00"),
  values: at("2026-01-01T00:00"),
  ...{ takes: at("2026-01-01T00:00"), zone: "Europe/Paris" },
};

const finest = (range: readonly [string, string], buckets?: Parameters<typeof lostParts>[2]) =>
  lostParts(kept, { from: at(range[0]), until: at(range[1]) }, buckets).map((one) => one.finest);

test("of single values all is lost before the first that are kept, of means only what is finer than the sums", () => {
  const all = ["2023-06-01T00:00", "2026-06-01T00:00"] as const;
  expect(finest(all)).toEqual(["none", "day", "hour"]);
  expect(finest(all, { every: 60_000 })).toEqual(["none", "day", "hour"]);
  expect(finest(all, { every: HOUR })).toEqual(["none", "day"]);
  expect(finest(all, { every: 7 * DAY })).toEqual(["none"]);
  expect(finest(["2026-01-01T00:00", "2026-06-01T00:00"], { every: 1000 })).toEqual([]);
  expect(lostParts(EVERYTHING, { from: 0, until: 1e13 })).toEqual([]);
});

test("days of the zone and of UTC are made of sums of days, others are not", () => {
  const range = ["2024-06-01T00:00", "2024-06-04T00:00"] as const;
  const edges = (hour: string) => ({
    edges: [1, 2, 3].map((day) => at(`2024-06-0${day}T${hour}`)),
  });
  expect(finest(range, edges("22:00"))).toEqual([]);
  expect(finest(range, edges("00:00"))).toEqual([]);
  expect(finest(range, edges("23:00"))).toEqual(["day"]);
});

test("the shortest that is kept follows from the oldest part that there is", () => {
  const shortest = (from: string, until: string) =>
    shortestKept(kept, { from: at(from), until: at(until) });
  expect(shortest("2024-06-01T00:00", "2026-06-01T00:00")).toBe(DAY);
  expect(shortest("2025-06-01T00:00", "2026-06-01T00:00")).toBe(HOUR);
  expect(shortest("2026-01-01T00:00", "2026-06-01T00:00")).toBeUndefined();
});

test("a day is parted at the midnight of its zone, in summer, in winter, where an hour is doubled, and where there is none within it", () => {
  const hours = (day: string, zone: string) => {
    const start = at(`${day}T00:00`);
    return partsOfDay(start / DAY, zone).map(({ from, until }) => [
      (from - start) / HOUR,
      (until - start) / HOUR,
    ]);
  };
  expect(hours("2026-01-10", "Europe/Paris")).toEqual([
    [0, 23],
    [23, 24],
  ]);
  expect(hours("2026-07-10", "Europe/Paris")).toEqual([
    [0, 22],
    [22, 24],
  ]);
  expect(hours("2026-10-25", "Europe/Paris")).toEqual([
    [0, 23],
    [23, 24],
  ]);
  expect(hours("2026-07-10", "UTC")).toEqual([[0, 24]]);
  expect(hours("2026-07-10", "America/Cayenne")).toEqual([
    [0, 3],
    [3, 24],
  ]);
  expect(hours("2026-07-10", "Asia/Kolkata")).toEqual([
    [0, 18],
    [18, 19],
    [19, 24],
  ]);
});
