import fc from "fast-check";
import { expect, test } from "vitest";
import { rangeOf } from "./range.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const now = Date.UTC(2026, 10, 27, 15, 2);
const context = { now, zone: "Europe/Paris", slot: 5 * MINUTE };
const none = { range: null, from: null, to: null };

test("the named ranges end with the slot that runs", () => {
  for (const [range, days, every] of [
    ["day", 1, 5],
    ["week", 7, 30],
    ["month", 31, 180],
    ["year", 366, 1440],
  ] as const) {
    const found = rangeOf({ ...none, range }, context);
    expect(found.every / MINUTE, range).toBe(every);
    expect((found.until - found.from) / DAY, range).toBe(days);
    expect(found.until, range).toBeGreaterThan(now);
    expect(found.until - found.every, range).toBeLessThanOrEqual(now);
    expect(found.isFixed, range).toBeUndefined();
  }
});

test("chosen days are those of the zone, both included, in either order", () => {
  for (const [from, to] of [
    ["2026-10-24", "2026-10-25"],
    ["2026-10-25", "2026-10-24"],
  ] as const) {
    const found = rangeOf({ ...none, from, to }, context);
    expect(found).toMatchObject({
      name: "chosen",
      isFixed: true,
      days: { from: "2026-10-24", to: "2026-10-25" },
      from: Date.UTC(2026, 9, 23, 22),
      // Clocks go back: two days of 49 hours.
      until: Date.UTC(2026, 9, 25, 23),
    });
  }
});

test("an address that asks for what cannot be shows the last day", () => {
  for (const asked of [
    { range: "century", from: null, to: null },
    { range: null, from: "2026-02-30", to: "2026-03-01" },
    { range: null, from: "soon", to: null },
    { range: null, from: "2027-01-01", to: "2027-01-02" },
    { range: null, from: "1800-01-01", to: "2026-01-02" },
  ])
    expect(rangeOf(asked, context).name).toBe("day");
});

test("a range of any length is a whole number of slots, of which a screen shows all", () => {
  const days = fc.integer({ min: 0, max: 3000 });
  fc.assert(
    fc.property(days, days, fc.constantFrom(5, 60, 720), (first, last, minutes) => {
      const day = (back: number) => new Date(now - back * DAY).toISOString().slice(0, 10);
      const { from, until, every } = rangeOf(
        { range: null, from: day(first), to: day(last) },
        { ...context, slot: minutes * MINUTE },
      );
      const size = (until - from) / every;
      expect(Number.isInteger(size)).toBe(true);
      expect(size).toBeLessThanOrEqual(403);
      expect(every).toBeGreaterThanOrEqual(minutes * MINUTE);
    }),
  );
});
