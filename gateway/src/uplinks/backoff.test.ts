import { expect, test } from "vitest";
import { createBackoff } from "./backoff.ts";

const longest = { random: () => 0.999_999 };
const shortest = { random: () => 0 };
const limits = { firstMs: 1000, longestMs: 30_000 };
const draw = (options: { random: () => number }, count: number): number[] => {
  const backoff = createBackoff({ ...limits, ...options });
  return Array.from({ length: count }, () => Math.round(backoff.next()));
};

test("the first attempt comes within a second, later ones further and further apart", () => {
  expect(draw(longest, 8)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  expect(draw(shortest, 8)).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
});

test("an outage of weeks does not overflow, and success starts again", () => {
  const backoff = createBackoff({ ...limits, ...longest });
  for (let attempt = 0; attempt < 5000; attempt++) backoff.next();
  expect(Math.round(backoff.next())).toBe(30_000);
  backoff.reset();
  expect(Math.round(backoff.next())).toBe(1000);
});
