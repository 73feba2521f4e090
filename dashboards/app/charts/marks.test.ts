import { addValue, emptySums } from "@datacityzen/hardware/averaging/sums";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bandsOn, scaleOfShown, wholeOf } from "./marks.ts";
import type { Picture } from "./picture.ts";
import { scaleOf } from "./scale.ts";

const MINUTE = 60_000;
const level = { fromZero: false, digits: 0 };

const pictureOfValues = (values: readonly (readonly number[])[]): Picture => ({
  ...{ quantity: "laeq", averaging: "energetic", from: 0, every: MINUTE, size: values.length },
  lines: [
    {
      ...{ sensor: "meter", origin: "measured" },
      slots: values.map((ones) => ({
        sums: ones.reduce((sums, value) => addValue(sums, "energetic", value, 0), emptySums),
        ...{ expected: null, flags: [], leftOut: 0 },
      })),
    },
  ],
});

test("the axis holds all that is named: extremes, the newest value, the guideline", () => {
  // A page named a mean of 57 while its axis ended at 55.
  const value = fc.integer({ min: 20, max: 120 });
  fc.assert(
    fc.property(
      fc.array(fc.array(value, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.array(value, { maxLength: 3 }),
      (values, named) => {
        const picture = pictureOfValues(values);
        const scale = scaleOfShown(picture, wholeOf(picture), undefined, level, named);
        for (const one of [...values.flat(), ...named]) {
          expect(one).toBeGreaterThanOrEqual(scale.low);
          expect(one).toBeLessThanOrEqual(scale.high);
        }
      },
    ),
  );
});

test("the axis of a part holds the slots of that part", () => {
  const picture = pictureOfValues([[30], [90], [40], [41]]);
  const part = { from: 2 * MINUTE, until: 4 * MINUTE };
  expect(scaleOfShown(picture, part, undefined, level, [])).toMatchObject({ low: 40, high: 41 });
});

test("bands are cut to the axis, and those beyond it are left out", () => {
  const bands = [
    { level: 1, from: 0, until: 10, label: "bon" },
    { level: 2, from: 10, until: 20, label: "moyen" },
    { level: 6, from: 75, until: null, label: "extrême" },
  ];
  const scale = scaleOf([0, 14], { fromZero: true, digits: 1 });
  expect(bandsOn(bands, scale).map(({ level, low, high }) => [level, low, high])).toEqual([
    [1, 0, 10],
    [2, 10, 15],
  ]);
  expect(bandsOn(bands, { ...scale, low: 60, high: 100 })).toMatchObject([
    { level: 6, low: 75, high: 100 },
  ]);
});
