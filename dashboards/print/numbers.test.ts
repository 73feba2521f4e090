import { expect, test } from "vitest";
import { rangesOf } from "./numbers.ts";

test.each([
  [[], ""],
  [[7], "7"],
  [[2, 1], "1, 2"],
  [[14, 3, 7, 9, 8, 8], "3, 7–9, 14"],
])("%j is written as %j", (numbers, text) => {
  expect(rangesOf(numbers)).toBe(text);
});
