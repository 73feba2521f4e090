import { directionOf } from "@datacityzen/hardware/averaging/direction";
import type { Averaging } from "@datacityzen/hardware/quantities/quantity";
import { expect, test } from "vitest";
import type { Line, Slot } from "./picture.ts";
import { arcsOf, bandOf, strokeOf } from "./stroke.ts";

type Extremes = readonly [minimum: number, mean: number, maximum: number];

const slot = ([minimum, mean, maximum]: Extremes): Slot => ({
  sums: {
    count: 1,
    mean,
    squares: 0,
    vector: directionOf(mean),
    minimum: { value: minimum, at: 0 },
    maximum: { value: maximum, at: 0 },
  },
  expected: 1,
  flags: [],
  leftOut: 0,
});
const scale = { low: 0, high: 10, ticks: [0, 10], digits: 0 };
const box = { width: 100, height: 50 };
const lineOf = (slots: readonly (Extremes | null)[]): Line => ({
  sensor: "sds011",
  origin: "measured",
  slots: slots.map((one) => (one === null ? null : slot(one))),
});
const stroke = (means: (number | null)[], averaging: Averaging = "arithmetic") =>
  strokeOf(
    lineOf(means.map((mean) => (mean === null ? null : [mean, mean, mean]))),
    averaging,
    scale,
    box,
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

test("directions are dots: no line crosses the circle from 350 to 10 degrees", () => {
  const circle = { ...scale, high: 360 };
  const line = lineOf([
    [350, 350, 350],
    [10, 10, 10],
  ]);
  expect(strokeOf(line, "circular", circle, box)).toBe("M25 1.4h0M75 48.6h0");
  expect(bandOf(line, "circular", circle, box)).toBe("");
});

test("the band reaches from the lowest to the highest reading of each slot, and stops at a gap", () => {
  const band = bandOf(lineOf([[0, 2, 10], [2, 3, 4], null, [0, 5, 10]]), "arithmetic", scale, box);
  expect(band).toBe("M12.5 0L37.5 30L37.5 40L12.5 50ZM75 0H100V50H75Z");
});

test("directions are drawn as arcs, in two parts where they cross north", () => {
  const circle = { low: 0, high: 360, ticks: [0, 360], digits: 0 };
  const arc = (degrees: readonly number[]): Slot => ({
    sums: { count: degrees.length, mean: 0, squares: 0, degrees },
    leftOut: 0,
    expected: null,
    flags: [],
  });
  const line: Line = {
    ...{ sensor: "vane", origin: "measured" },
    slots: [arc([90, 180]), null, arc([0, 270]), arc([])],
  };
  expect(arcsOf(line, circle, { width: 400, height: 360 })).toBe(
    "M50 270V180M250 90V0M250 360V360",
  );
});
