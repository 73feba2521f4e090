import { expect, test } from "vitest";
import { strokeOf } from "./stroke.ts";

const slot = (mean: number) => ({ mean, min: mean, max: mean, count: 1, expected: 1, flags: [] });
const scale = { low: 0, high: 10, ticks: [0, 10], digits: 0 };
const stroke = (means: (number | null)[]) =>
  strokeOf(
    { sensor: "sds011", slots: means.map((mean) => (mean === null ? null : slot(mean))) },
    scale,
    { width: 100, height: 50 },
  );

test("neighbours are joined, low values at the bottom, each at the middle of its slot", () => {
  expect(stroke([0, 10, 5, 5])).toBe("M12.5 50L37.5 0L62.5 25L87.5 25");
});

test("a gap is not bridged", () => {
  expect(stroke([0, 0, null, 10, 10])).toBe("M10 50L30 50M70 0L90 0");
});

test("a reading between gaps is a dot", () => {
  expect(stroke([null, 5, null])).toBe("M50 25h0");
  expect(stroke([5, null, 5])).toBe("M16.7 25h0M83.3 25h0");
});

test("nothing draws nothing", () => {
  expect(stroke([null, null])).toBe("");
});
