import { extremesOf, meanOf } from "@datacityzen/hardware/averaging/summary";
import { expect, test } from "vitest";
import type { Bucket } from "../api/answers.ts";
import { sumsOfBucket } from "./bucket-sums.ts";

const bucket: Bucket = {
  at: "2026-11-24T12:00:00.000Z",
  until: "2026-11-24T12:05:00.000Z",
  partial: false,
  mean: 12,
  count: 4,
  expected: 4,
  flags: [],
};

test.each([
  ["across north", { from: 350, to: 10, width: 20 }, 0],
  ["nearly all around", { from: 10, to: 350, width: 340 }, 180],
  ["of half a turn", { from: 0, to: 180, width: 180 }, 90],
  ["of one direction", { from: 42, to: 42, width: 0 }, 42],
])("an arc %s is kept as it is", (_, arc, mean) => {
  const sums = sumsOfBucket("circular", { ...bucket, mean, arc });
  expect(extremesOf(sums, "circular")).toEqual({ kind: "arc", arc });
  expect(meanOf(sums, "circular")).toBeCloseTo(mean, 6);
});

test("directions that cancel each other have no mean, and an arc all the same", () => {
  const arc = { from: 0, to: 180, width: 180 };
  const sums = sumsOfBucket("circular", { ...bucket, mean: null, arc });
  expect(meanOf(sums, "circular")).toBeUndefined();
  expect(extremesOf(sums, "circular")).toMatchObject({ arc });
});

test("levels keep their mean, minimum and maximum", () => {
  const sums = sumsOfBucket("energetic", { ...bucket, mean: 60, min: 40, max: 70 });
  expect(meanOf(sums, "energetic")).toBe(60);
  expect(extremesOf(sums, "energetic")).toMatchObject({
    minimum: { value: 40 },
    maximum: { value: 70 },
  });
});
