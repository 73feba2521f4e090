import fc from "fast-check";
import { expect, test } from "vitest";
import { poissonLimits } from "./poisson.ts";

/** Garwood's table of 1936, as it stands in textbooks. */
test.each([
  [0, 0, 3.689],
  [1, 0.0253, 5.572],
  [2, 0.242, 7.225],
  [5, 1.623, 11.668],
  [10, 4.795, 18.39],
  [20, 12.217, 30.888],
  [50, 37.111, 65.919],
  [100, 81.364, 121.627],
])("%i counted are %d to %d expected", (count, low, high) => {
  const [least, most] = poissonLimits(count);
  expect(least).toBeCloseTo(low, 2);
  expect(most).toBeCloseTo(high, 2);
});

test("the limits hold the count, rise with it, and come near its square root for many", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), (count) => {
      const [low, high] = poissonLimits(count);
      expect(low).toBeLessThan(count);
      expect(high).toBeGreaterThan(count);
      expect(poissonLimits(count + 1)[0]).toBeGreaterThan(low);
      if (count < 1000) return;
      expect((high - low) / (2 * 1.96 * Math.sqrt(count))).toBeCloseTo(1, 1);
    }),
  );
});
