import { expect, test } from "vitest";
import { doubtsAt, isKnownAt } from "./doubts.ts";

const END = Date.UTC(2026, 10, 24);
const HOUR = 3_600_000;
const finding = (check: string, from: number, until: number) => ({
  ...{ check, from: END - from * HOUR, until: END - until * HOUR },
});

test("a sensor that repeats itself until the end of the day is stuck; one that was is not", () => {
  expect(doubtsAt([finding("stuck@1", 9, 0.1)], END)).toEqual([
    { problem: "stuck", since: END - 9 * HOUR },
  ]);
  expect(doubtsAt([finding("stuck@1", 12, 6)], END)).toEqual([]);
});

test("of a station that was away at the end of the day nobody knows more than before", () => {
  expect(isKnownAt(END - 300_000, END)).toBe(true);
  expect(isKnownAt(END - 7 * HOUR, END)).toBe(false);
  expect(isKnownAt(undefined, END)).toBe(false);
});

test("a drift of any version is told since its first day, other findings are not", () => {
  expect(
    doubtsAt(
      [finding("drift@2", 300, 1), finding("drift@1", 400, 2), finding("spike@1", 1, 0)],
      END,
    ),
  ).toEqual([{ problem: "drifting", since: END - 400 * HOUR }]);
});
