import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOfDetail, nearest } from "./columns.ts";

test("readings of two lines share one row of instants; a gap stays one, and no reading of the other line makes one", () => {
  const origin = "measured" as const;
  const { instants, values } = columnsOfDetail({
    ...{ from: 0, until: 10 },
    lines: [
      {
        sensor: "a",
        origin,
        points: [
          { at: 1, value: 5 },
          { at: 3, value: null },
          { at: 5, value: 6 },
        ],
      },
      {
        sensor: "b",
        origin,
        points: [
          { at: 2, value: 7 },
          { at: 5, value: 8 },
        ],
      },
    ],
  });
  expect(instants).toEqual([1, 2, 3, 5]);
  expect(values).toEqual([
    [5, undefined, null, 6],
    [undefined, 7, undefined, 8],
  ]);
});

test("the closest instant is found, or none where there is none", () => {
  expect(nearest([], 4)).toBeUndefined();
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1 }),
      fc.integer({ min: -20, max: 520 }),
      (unsorted, at) => {
        const instants = unsorted.sort((one, other) => one - other);
        const found = instants[nearest(instants, at) ?? -1] ?? Number.NaN;
        const best = Math.min(...instants.map((one) => Math.abs(one - at)));
        expect(Math.abs(found - at)).toBe(best);
      },
    ),
  );
});
