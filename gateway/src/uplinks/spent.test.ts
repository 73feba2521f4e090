import { expect, test } from "vitest";
import { spentOf } from "./spent.ts";

const budget = { month: "2026-11", bytes: 4_200_000, budget: 5_000_000, leftOut: 0 };
const airtime = { ms: 9_000, mostMs: 36_000, leftOut: 0 };

test("what a link has used is told in percent: bytes of a month before air time of a day", () => {
  const spent = (bytes: typeof budget | undefined, air: typeof airtime | undefined) =>
    spentOf({ budget: () => bytes, airtime: () => air });
  expect(spent(budget, undefined)).toEqual({ spent: 84 });
  expect(spent(undefined, airtime)).toEqual({ spent: 25 });
  expect(spent(budget, airtime)).toEqual({ spent: 84 });
  expect(spent(undefined, undefined)).toEqual({});
  expect(spent({ ...budget, budget: 0 }, undefined)).toEqual({});
});
