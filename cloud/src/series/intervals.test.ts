import fc from "fast-check";
import { expect, test } from "vitest";
import { calendarIntervals, calendarLength, gridIntervals } from "./intervals.ts";

const HOUR = 3_600_000;
const PARIS = "Europe/Paris";
const intervals = (from: string, until: string, every: string, zone = PARIS) =>
  calendarIntervals(
    { from: Date.parse(from), until: Date.parse(until) },
    calendarLength(every) ?? { count: 0, unit: "days" },
    zone,
    1000,
  );

test("days of a zone have 23, 24 or 25 hours", () => {
  const hours = (day: string, next: string) =>
    intervals(day, next, "P1D").map(({ from, until, partial }) => [(until - from) / HOUR, partial]);
  expect(hours("2026-03-28T23:00Z", "2026-03-29T22:00Z")).toEqual([[23, false]]);
  expect(hours("2026-11-24T23:00Z", "2026-11-25T23:00Z")).toEqual([[24, false]]);
  expect(hours("2026-10-24T22:00Z", "2026-10-25T23:00Z")).toEqual([[25, false]]);
});

test("an interval that the range cuts is partial and never begins before the range", () => {
  expect(intervals("2026-11-24T12:00Z", "2026-11-26T12:00Z", "P1D")).toEqual([
    {
      from: Date.parse("2026-11-24T12:00Z"),
      until: Date.parse("2026-11-24T23:00Z"),
      partial: true,
    },
    {
      from: Date.parse("2026-11-24T23:00Z"),
      until: Date.parse("2026-11-25T23:00Z"),
      partial: false,
    },
    {
      from: Date.parse("2026-11-25T23:00Z"),
      until: Date.parse("2026-11-26T12:00Z"),
      partial: true,
    },
  ]);
});

test("months and years begin on their first day, weeks on Mondays", () => {
  const starts = (every: string) =>
    intervals("2025-12-15T00:00Z", "2026-02-10T00:00Z", every, "UTC").map(({ from }) =>
      new Date(from).toISOString().slice(0, 10),
    );
  expect(starts("P1M")).toEqual(["2025-12-15", "2026-01-01", "2026-02-01"]);
  expect(starts("P1Y")).toEqual(["2025-12-15", "2026-01-01"]);
  expect(starts("P1W").slice(0, 3)).toEqual(["2025-12-15", "2025-12-22", "2025-12-29"]);
});

test("a day that a zone left out is no interval", () => {
  const starts = intervals("2011-12-29T10:00Z", "2012-01-01T10:00Z", "P1D", "Pacific/Apia");
  expect(
    starts.map(({ from, until }) => [new Date(from).toISOString(), (until - from) / HOUR]),
  ).toEqual([
    ["2011-12-29T10:00:00.000Z", 24],
    ["2011-12-30T10:00:00.000Z", 24],
    ["2011-12-31T10:00:00.000Z", 24],
  ]);
});

test("the intervals of a range tile it", () => {
  const instant = fc.oneof(
    fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2030, 0) }),
    fc.integer({ min: Date.UTC(2011, 11, 28), max: Date.UTC(2011, 11, 31) }),
  );
  fc.assert(
    fc.property(
      instant,
      fc.integer({ min: 1, max: 400 * 24 * HOUR }),
      fc.constantFrom("P1D", "P3D", "P1W", "P1M", "P1Y"),
      fc.constantFrom(PARIS, "UTC", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia"),
      (from, length, every, zone) => {
        const until = from + length;
        const calendar = calendarLength(every) ?? { count: 0, unit: "days" };
        const found = calendarIntervals({ from, until }, calendar, zone, 1000);
        expect(found[0]?.from).toBe(from);
        expect(found.at(-1)?.until).toBe(until);
        for (const [index, { from: start, until: end }] of found.entries()) {
          expect(start).toBeLessThan(end);
          if (index > 0) expect(start).toBe(found[index - 1]?.until);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test("a range is counted in intervals of the grid", () => {
  expect(gridIntervals({ from: 0, until: HOUR }, HOUR)).toBe(1);
  expect(gridIntervals({ from: 1, until: HOUR + 1 }, HOUR)).toBe(2);
});
