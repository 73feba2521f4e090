import fc from "fast-check";
import { expect, test } from "vitest";
import { retryDelayMs } from "./retry.ts";

const patience = { firstMs: 500, longestMs: 30_000 };

test("waits double, up to the longest", () => {
  const waits = [0, 1, 2, 5, 6, 7, 2000].map((attempt) => retryDelayMs(attempt, patience, () => 1));
  expect(waits).toEqual([500, 1000, 2000, 16_000, 30_000, 30_000, 30_000]);
});

test("chance takes at most half of a wait", () => {
  fc.assert(
    fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
      const whole = retryDelayMs(attempt, patience, () => 1);
      const wait = retryDelayMs(attempt, patience, () => chance);
      expect(wait).toBeGreaterThanOrEqual(whole / 2);
      expect(wait).toBeLessThanOrEqual(whole);
    }),
  );
});
