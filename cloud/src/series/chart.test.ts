import { addValue, emptySums } from "@datacityzen/hardware/averaging/sums";
import fc from "fast-check";
import { expect, test } from "vitest";
import { drawnEvery, extremesDrawn, pointsOfEach } from "./chart.ts";
import { keyOf } from "./contract/subject.ts";
import { extremesOfSums } from "./extremes.ts";
import { gridIntervals } from "./intervals.ts";
import { MOST_POINTS } from "./limits.ts";
import { type Bucket, type Extremes, gridStart } from "./store.ts";

const extremesOf = (buckets: readonly Bucket[]): readonly Extremes[] =>
  extremesOfSums([{ ...keyOf("ab"), points: buckets }]).flatMap(({ points }) => points);

const T0 = Date.UTC(2026, 10, 24);
const SPAN = 400 * 86_400_000;

test("a range never touches more intervals than are asked for, whatever its length and its beginning", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 253_402_214_400_000 }),
      fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 253_402_214_400_000 })),
      fc.integer({ min: 2, max: 5000 }),
      (from, length, most) => {
        const range = { from, until: from + length };
        const every = drawnEvery(range, most);
        expect(gridIntervals(range, every)).toBeLessThanOrEqual(most);
        if (every > 3_600_000) expect(every % 3_600_000).toBe(0);
      },
    ),
  );
});

test("of each interval the least and the greatest value stay, in order of time, and gaps are told", () => {
  const points = fc.uniqueArray(
    fc.record({
      at: fc.integer({ min: T0, max: T0 + SPAN - 1 }),
      value: fc.integer({ min: -40, max: 40 }),
    }),
    { selector: ({ at }) => at, minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(points, fc.integer({ min: 4, max: 40 }), (some, asked) => {
      const range = { from: T0, until: T0 + SPAN };
      const every = drawnEvery(range, Math.floor(asked / 2));
      const inOrder = some.toSorted((one, other) => one.at - other.at);
      const buckets = [...Map.groupBy(inOrder, ({ at }) => gridStart(at, every))].map(
        ([at, ofBucket]) => ({
          ...{ at, until: at + every, leftOut: 0, flags: [] },
          sums: ofBucket.reduce(
            (sums, one) => addValue(sums, "arithmetic", one.value, one.at),
            emptySums,
          ),
        }),
      );
      const drawn = extremesDrawn(extremesOf(buckets), every, 0);
      expect(drawn.length).toBeLessThanOrEqual(asked);
      expect(drawn.map(({ at }) => at)).toEqual(
        drawn.map(({ at }) => at).toSorted((one, other) => one - other),
      );
      for (const { at, until, sums } of buckets) {
        const values = drawn
          .filter((one) => one.value !== null && one.at >= at && one.at < until)
          .map(({ value }) => value);
        expect(values).toContain(sums.minimum?.value);
        expect(values).toContain(sums.maximum?.value);
      }
      for (const { at, value } of drawn)
        if (value !== null) expect(some).toContainEqual({ at, value });
      const gaps = buckets.filter(
        ({ at }, place) => place > 0 && at > (buckets[place - 1]?.until ?? at),
      );
      expect(drawn.filter(({ value }) => value === null)).toHaveLength(gaps.length);
    }),
  );
});

test("what is slower than the intervals has no gap at each reading", () => {
  const bucket = (at: number) => ({
    ...{ at, until: at + 1000, leftOut: 0, flags: [] },
    sums: addValue(emptySums, "arithmetic", 1, at),
  });
  const buckets = [0, 10_000, 20_000, 90_000].map((after) => bucket(T0 + after));
  expect(extremesDrawn(extremesOf(buckets), 1000, 10_000).map(({ value }) => value)).toEqual([
    1,
    1,
    1,
    null,
    1,
  ]);
});

test("a chart of very many series has fewer points of each: all together are no more than one answer carries", () => {
  expect(pointsOfEach(10_000, 1)).toBe(10_000);
  expect(pointsOfEach(10_000, 40)).toBe(2500);
  expect(pointsOfEach(1000, 40)).toBe(1000);
  for (const series of [0, 1, 99, 1000])
    expect(pointsOfEach(10_000, series) * series).toBeLessThanOrEqual(MOST_POINTS);
  // Never so few that there is no curve.
  expect(pointsOfEach(4, 100_000)).toBe(4);
});
