import { expect, test } from "vitest";
import { sparkPath } from "./spark-path.ts";

test("a line reaches from its lowest to its highest value", () => {
  expect(sparkPath([0, 10, 5])).toEqual({ line: "M0 28L50 2L100 15", last: { x: 100, y: 15 } });
});

test("a gap stays a gap, and one value between two gaps is a dot", () => {
  expect(sparkPath([0, 10, null, 5, null]).line).toBe("M0 28L25 2M75 15h.01");
});

test("what never changes lies in the middle", () => {
  expect(sparkPath([4, 4]).line).toBe("M0 15L100 15");
});

test("nothing known is no line", () => {
  expect(sparkPath([null, null])).toEqual({ line: "", last: undefined });
  expect(sparkPath([])).toEqual({ line: "", last: undefined });
});
