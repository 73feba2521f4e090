import fc from "fast-check";
import { expect, test } from "vitest";
import { combine } from "./averaging.ts";

test("no readings have no figure", () => {
  expect(combine("arithmetic", [])).toBeUndefined();
  expect(combine("energetic", [{ mean: 50, count: 0 }])).toBeUndefined();
});

test("a mean weighs each part by its readings", () => {
  const parts = [
    { mean: 10, count: 3 },
    { mean: 20, count: 1 },
  ];
  expect(combine("arithmetic", parts)).toBeCloseTo(12.5, 10);
});

test("two equal sound energies are as loud as each, and silence beside noise takes 3 dB", () => {
  const level = (mean: number) => ({ mean, count: 1 });
  expect(combine("energetic", [level(60), level(60)])).toBeCloseTo(60, 10);
  expect(combine("energetic", [level(60), level(0)])).toBeCloseTo(56.99, 2);
});

test("north-west and north-east average to north, not to south", () => {
  const wind = [
    { mean: 350, count: 1 },
    { mean: 30, count: 1 },
  ];
  expect(combine("circular", wind)).toBeCloseTo(10, 10);
  expect(combine("circular", [{ mean: 270, count: 5 }])).toBeCloseTo(270, 10);
});

const readings = fc.array(fc.double({ min: 0, max: 120, noNaN: true }), { minLength: 1 });

test.each(["arithmetic", "energetic", "maximum", "minimum"] as const)(
  "the %s figure of parts is that of all their readings",
  (averaging) => {
    fc.assert(
      fc.property(fc.array(readings, { minLength: 1 }), (groups) => {
        const each = (values: readonly number[]) => values.map((mean) => ({ mean, count: 1 }));
        const parts = groups.map((group) => ({
          mean: combine(averaging, each(group)) ?? Number.NaN,
          count: group.length,
        }));
        const whole = combine(averaging, each(groups.flat())) ?? Number.NaN;
        expect(combine(averaging, parts)).toBeCloseTo(whole, 6);
      }),
    );
  },
);
