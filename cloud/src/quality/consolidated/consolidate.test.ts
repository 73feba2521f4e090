import fc from "fast-check";
import { expect, test } from "vitest";
import {
  consolidate,
  evidenceOfAround,
  evidenceOfReference,
  isConsolidated,
} from "./consolidate.ts";

test("two values of 20 ± 3 and 10 ± 4 are 16.4 ± 2.4, by hand", () => {
  // Weights 1/9 and 1/16: shares 16/25 and 9/25; variance 1 / (1/9 + 1/16) = 144/25.
  const found = consolidate([
    { value: 20, uncertainty: 3 },
    { value: 10, uncertainty: 4 },
  ]);
  expect(found?.value).toBeCloseTo(16.4, 12);
  expect(found?.uncertainty).toBeCloseTo(2.4, 12);
  expect(found?.shares).toEqual([expect.closeTo(0.64, 12), expect.closeTo(0.36, 12)]);
});

test("what stands alone is not consolidated", () => {
  expect(consolidate([])).toBeUndefined();
  expect(consolidate([{ value: 20, uncertainty: 3 }])).toBeUndefined();
});

test("those around count less the more they differ, and never as if they stood here", () => {
  // Three stations that say the same: places differ by 2 µg/m³, or by 15 %.
  expect(evidenceOfAround({ median: 10, deviation: 0, stations: 3 }).uncertainty).toBe(2);
  expect(evidenceOfAround({ median: 40, deviation: 0, stations: 3 }).uncertainty).toBe(6);
  // √(1 + π/2 / 4) · 10
  expect(evidenceOfAround({ median: 10, deviation: 10, stations: 4 }).uncertainty).toBeCloseTo(
    11.8013,
    3,
  );
  // √(5² + 6²) of 40
  expect(evidenceOfReference(40).uncertainty).toBeCloseTo(7.8102, 4);
});

test("the mean lies between what it is made of, is surer than each of them, and shares make one", () => {
  const one = fc.record({
    value: fc.double({ min: -50, max: 1000, noNaN: true }),
    uncertainty: fc.double({ min: 0.1, max: 100, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(one, { minLength: 2, maxLength: 3 }), (evidence) => {
      const found = consolidate(evidence);
      const values = evidence.map(({ value }) => value);
      expect(found?.value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
      expect(found?.value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      for (const { uncertainty } of evidence)
        expect(found?.uncertainty).toBeLessThan(uncertainty + 1e-12);
      expect(found?.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    }),
  );
});

test("its values are told from all others by their name", () => {
  expect(isConsolidated("consolidated@1")).toBe(true);
  expect(isConsolidated("colocation@1")).toBe(false);
  expect(isConsolidated("raw")).toBe(false);
});
