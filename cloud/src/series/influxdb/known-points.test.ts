import { expect, test } from "vitest";
import { rangesOf } from "./known-points.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test("instants are asked for in ranges without large gaps, and in a few of them whatever the gaps", () => {
  expect(rangesOf([])).toEqual([]);
  expect(rangesOf([5])).toEqual([{ from: 5, until: 6 }]);
  expect(rangesOf([HOUR, 0, 3 * HOUR])).toEqual([
    { from: 0, until: HOUR + 1 },
    { from: 3 * HOUR, until: 3 * HOUR + 1 },
  ]);
  const days = Array.from({ length: 1000 }, (_, day) => day * DAY);
  expect(rangesOf(days)).toEqual([{ from: 0, until: 999 * DAY + 1 }]);
  const uneven = Array.from({ length: 1000 }, (_, day) => day * day * DAY);
  const ranges = rangesOf(uneven);
  expect(ranges).toHaveLength(9);
  for (const at of uneven)
    expect(ranges.filter(({ from, until }) => at >= from && at < until)).toHaveLength(1);
});
