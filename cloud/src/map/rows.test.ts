import { expect, test } from "vitest";
import { row } from "./rows.fixture.ts";
import { figureOf, fitsQuality, shownOf } from "./rows.ts";

test("a quantity shows the stations that measure it, the index all of them", () => {
  const quiet = row("quiet", 0, 0, { air: { value: 1, mean: null } });
  expect(figureOf(quiet, { quantity: "air", kind: "value" })).toEqual({ value: null, level: 1 });
  expect(shownOf([quiet], { quantity: "laeq", kind: "mean", quality: "all" })).toEqual([]);
  expect(shownOf([quiet], { quantity: "air", kind: "mean", quality: "all" })).toHaveLength(1);
});

test("simulated values are not measured, raw ones of particles not sure", () => {
  expect(fitsQuality(row("a", 0, 0, { origin: "simulated" }), "measured")).toBe(false);
  expect(fitsQuality(row("a", 0, 0, { sure: "weak" }), "sure")).toBe(false);
  expect(fitsQuality(row("a", 0, 0, { sure: "fair" }), "sure")).toBe(true);
});
