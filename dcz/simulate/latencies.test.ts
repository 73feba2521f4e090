import fc from "fast-check";
import { expect, test } from "vitest";
import { createLatencies } from "./latencies.ts";

test("a percentile is within 2 % of the true one", () => {
  const values = fc.array(fc.double({ min: 0.02, max: 100_000, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, fc.constantFrom(0.5, 0.95, 0.99, 1), (all, share) => {
      const latencies = createLatencies();
      for (const value of all) latencies.add(value);
      const exact = all.toSorted((a, b) => a - b)[Math.ceil(share * all.length) - 1] ?? 0;
      const found = latencies.percentile(share) ?? 0;
      expect(found).toBeGreaterThanOrEqual(exact * 0.999);
      expect(found).toBeLessThanOrEqual(exact * 1.021);
      expect(latencies.count()).toBe(all.length);
    }),
  );
});

test("without values there is no percentile", () => {
  expect(createLatencies().percentile(0.5)).toBeUndefined();
});
