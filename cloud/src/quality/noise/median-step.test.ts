import { expect, test } from "vitest";
import { createValueSeries } from "../value-series.ts";
import { medianStepOf } from "./median-step.ts";

test.each([
  ["a single instant", [5], undefined],
  ["none", [], undefined],
  ["two", [0, 7], 7],
  ["a gap", [0, 1, 2, 3, 60, 61], 1],
  ["an even number of steps", [0, 1, 4], 2],
  ["steps that vary", [0, 145, 290, 440, 585], 145],
])("of %s", (_, instants, step) => {
  const series = createValueSeries();
  for (const at of instants) series.add(at, 50);
  expect(medianStepOf(series.ordered().values)).toBe(step);
});
