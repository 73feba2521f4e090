import fc from "fast-check";
import { expect, test } from "vitest";
import { createBackOff, retryDelayMs } from "./back-off.ts";

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

test("an outage of weeks does not overflow, and success starts again", () => {
  const backOff = createBackOff(patience, () => 1);
  const waits = Array.from({ length: 5000 }, () => backOff.next());
  expect(waits.slice(0, 8)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(waits.at(-1)).toBe(30_000);
  backOff.reset();
  expect(backOff.next()).toBe(500);
});
