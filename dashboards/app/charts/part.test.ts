import { expect, test } from "vitest";
import { nextPart, partWithin } from "./part.ts";

const HOUR = 3_600_000;
const whole = { from: 0, until: 24 * HOUR };

test("a part never leaves its whole, and all of it is no part", () => {
  expect(partWithin({ from: -2 * HOUR, until: 4 * HOUR }, whole)).toEqual({
    from: 0,
    until: 6 * HOUR,
  });
  expect(partWithin({ from: 20 * HOUR, until: 26 * HOUR }, whole)).toEqual({
    from: 18 * HOUR,
    until: 24 * HOUR,
  });
  expect(partWithin({ from: -HOUR, until: 25 * HOUR }, whole)).toBeUndefined();
  expect(partWithin({ from: HOUR, until: HOUR }, whole)).toEqual({
    from: HOUR - 5_000,
    until: HOUR + 5_000,
  });
});

test("nearer goes to where somebody reads, further and beside keep the middle", () => {
  const part = { from: 4 * HOUR, until: 8 * HOUR };
  expect(nextPart(part, "nearer", 5 * HOUR)).toEqual({ from: 4 * HOUR, until: 6 * HOUR });
  expect(nextPart(part, "nearer", 20 * HOUR)).toEqual({ from: 5 * HOUR, until: 7 * HOUR });
  expect(nextPart(part, "further")).toEqual({ from: 2 * HOUR, until: 10 * HOUR });
  expect(nextPart(part, "later")).toEqual({ from: 6 * HOUR, until: 10 * HOUR });
  expect(nextPart(part, "earlier")).toEqual({ from: 2 * HOUR, until: 6 * HOUR });
});
