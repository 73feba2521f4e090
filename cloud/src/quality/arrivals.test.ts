import fc from "fast-check";
import { expect, test } from "vitest";
import { arrivalsOf, type SensorArrivals } from "./arrivals.ts";

const FROM = Date.UTC(2026, 10, 24);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const asked = { from: FROM, until: FROM + HOUR, runningSince: undefined, lateAfterMs: 15 * MINUTE };
const cadences = [{ since: 0, every: MINUTE }];
const minutes = (numbers: readonly number[], delay = 1000) =>
  numbers.map((number) => ({
    ...{ at: FROM + number * MINUTE, received: FROM + number * MINUTE + delay },
  }));
const all = Array.from({ length: 60 }, (_, number) => number);
const sensor = (name: string, numbers: readonly number[], more: Partial<SensorArrivals> = {}) => ({
  ...{ sensor: name, cadences, points: minutes(numbers), rejected: [] },
  ...more,
});
const without = (first: number, last: number) =>
  all.filter((number) => number < first || number > last);
const none = { rejected: 0, missing_at_source: 0, lost_on_the_way: 0, not_known: 0 };

test("an hour of which nothing is missing", () => {
  expect(arrivalsOf([sensor("a", all)], asked)).toEqual([
    { sensor: "a", expected: 60, present: 60, late: 0, absent: none, gaps: [] },
  ]);
});

test("what another sensor of the station sent then is missing at its source", () => {
  const [found] = arrivalsOf([sensor("a", without(10, 14)), sensor("b", all)], asked);
  expect(found).toMatchObject({ expected: 60, present: 55, absent: { missing_at_source: 5 } });
  expect(found?.gaps).toEqual([
    {
      ...{ from: FROM + 10 * MINUTE, until: FROM + 15 * MINUTE },
      ...{ absence: "missing_at_source", count: 5 },
    },
  ]);
});

test("beside the first and the last reading of a station nothing is missing at the source of one sensor", () => {
  const some = all.slice(10, 50);
  const gappy = some.filter((number) => number < 20 || number >= 32);
  const [found] = arrivalsOf([sensor("a", gappy), sensor("b", some)], asked);
  expect(found?.absent).toEqual({ ...none, missing_at_source: 12, not_known: 20 });
});

test("a sensor that measures more seldom speaks between its readings, and not before and after them", () => {
  const seldom = sensor("b", [10, 20, 30], { cadences: [{ since: 0, every: 10 * MINUTE }] });
  const [found] = arrivalsOf([sensor("a", [0, 59]), seldom], asked);
  // 10 to 30; what lies before and after is not known.
  expect(found?.absent).toEqual({ ...none, missing_at_source: 21, not_known: 37 });
  const silent = sensor("b", [10, 40], { cadences: [{ since: 0, every: 10 * MINUTE }] });
  expect(arrivalsOf([sensor("a", [0, 59]), silent], asked)[0]?.absent).toEqual({
    ...none,
    ...{ missing_at_source: 2, not_known: 56 },
  });
});

test("nothing of a station that was running was lost on the way; else it is not known", () => {
  const gap = [sensor("a", without(10, 14)), sensor("b", without(8, 16))];
  expect(arrivalsOf(gap, { ...asked, runningSince: FROM })[0]?.absent).toEqual({
    ...none,
    lost_on_the_way: 5,
  });
  expect(arrivalsOf(gap, { ...asked, runningSince: FROM + 12 * MINUTE })[0]?.absent).toEqual({
    ...none,
    ...{ not_known: 2, lost_on_the_way: 3 },
  });
  expect(arrivalsOf(gap, asked)[0]?.absent).toEqual({ ...none, not_known: 5 });
});

test("what lies in the quarantine is rejected, and what came an hour afterwards is late", () => {
  const rejected = [12, 10, 11].map((number) => FROM + number * MINUTE);
  expect(arrivalsOf([sensor("a", without(10, 14), { rejected })], asked)[0]?.absent).toEqual({
    ...none,
    ...{ rejected: 3, not_known: 2 },
  });
  const late = [...minutes(all.slice(0, 20), HOUR), ...minutes(all.slice(20))];
  expect(arrivalsOf([sensor("a", [], { points: late })], asked)[0]).toMatchObject({
    ...{ present: 60, late: 20, absent: none },
  });
});

test("a sensor that said no cadence has no expectation; one without a reading lacks all of them", () => {
  expect(arrivalsOf([sensor("a", [3, 9], { cadences: [] })], asked)[0]).toMatchObject({
    ...{ expected: null, present: 2, absent: none },
  });
  expect(arrivalsOf([sensor("a", [])], asked)[0]).toMatchObject({ expected: 60, present: 0 });
});

test("readings that come a little early or late are none too few; each absence has one state", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -15, max: 15 }), { minLength: 60, maxLength: 60 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { maxLength: 30 }),
      (jitter, absent) => {
        const points = all
          .filter((number) => !absent.includes(number))
          .map((number) => {
            const at = FROM + number * MINUTE + MINUTE / 2 + (jitter[number] ?? 0) * 1000;
            return { at, received: at };
          });
        const [found] = arrivalsOf([sensor("a", [], { points })], asked);
        const missing = Object.values(found?.absent ?? {}).reduce((sum, one) => sum + one, 0);
        expect(found?.gaps.reduce((sum, { count }) => sum + count, 0)).toBe(missing);
        expect(found?.expected).toBe(points.length + missing);
        // Without a single reading to go by the ends of the hour count by the clock.
        expect(Math.abs(missing - absent.length)).toBeLessThanOrEqual(1 + absent.length / 4);
      },
    ),
    { numRuns: 50 },
  );
});
