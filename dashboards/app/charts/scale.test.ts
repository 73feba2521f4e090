import fc from "fast-check";
import { expect, test } from "vitest";
import { scaleOf } from "./scale.ts";

const concentration = { fromZero: true, digits: 1 };
const plain = { fromZero: false, digits: 1 };

test("a concentration's axis begins at zero, a temperature's does not", () => {
  expect(scaleOf([8, 13], concentration).ticks).toEqual([0, 5, 10, 15]);
  expect(scaleOf([18.2, 21.4], plain).ticks).toEqual([18, 19, 20, 21, 22]);
});

test("frost and thaw share an axis with a mark at zero", () => {
  expect(scaleOf([-3.2, 4.1], plain).ticks).toEqual([-4, -2, 0, 2, 4, 6]);
});

test("a still quantity has an axis too, no finer than its digits", () => {
  expect(scaleOf([1013.2, 1013.2], plain)).toEqual({
    low: 1013.2,
    high: 1013.3,
    ticks: [1013.2, 1013.3],
    digits: 1,
  });
  expect(scaleOf([0, 0], concentration).ticks).toEqual([0, 0.1]);
});

test("no values have an axis that shows nothing", () => {
  expect(scaleOf([], plain).ticks).toEqual([0, 0.1]);
});

test("every value lies within its axis, which has 2 to 8 marks, evenly spaced", () => {
  const value = fc.double({ min: -1000, max: 1100, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.boolean(), (values, fromZero) => {
      const { low, high, ticks } = scaleOf(values, { fromZero, digits: 1 });
      expect(low).toBeLessThanOrEqual(Math.min(...values) + 1e-6);
      expect(high).toBeGreaterThanOrEqual(Math.max(...values) - 1e-6);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(8);
      const step = (high - low) / (ticks.length - 1);
      ticks.forEach((tick, index) => {
        expect(tick).toBeCloseTo(low + index * step, 4);
      });
    }),
  );
});
