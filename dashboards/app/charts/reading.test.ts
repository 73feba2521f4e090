import { addValue, emptySums } from "@datacityzen/hardware/averaging/sums";
import { expect, test } from "vitest";
import type { Picture } from "./picture.ts";
import { readable, valuesAt } from "./reading.ts";

const origin = "measured" as const;
const slot = (value: number) => ({
  sums: addValue(emptySums, "arithmetic", value, 0),
  ...{ expected: 1, flags: [], leftOut: 0 },
});
const picture: Picture = {
  ...{ quantity: "pm2_5", averaging: "arithmetic", from: 0, every: 100, size: 3 },
  lines: [{ sensor: "sds011", origin, slots: [slot(5), null, slot(7)] }],
};
const whole = { from: 0, until: 300 };
const detail = {
  ...{ from: 100, until: 300 },
  lines: [
    {
      sensor: "sds011",
      origin,
      points: [
        { at: 150, value: 5 },
        { at: 152, value: null },
      ],
    },
    {
      sensor: "other/sds011",
      origin,
      points: [
        { at: 151, value: 9 },
        { at: 250, value: 8 },
      ],
    },
  ],
};

test("a picture is read at the middle of its slots, of which an empty one has nothing", () => {
  expect(readable(picture, undefined, whole)).toEqual([50, 150, 250]);
  expect(readable(picture, undefined, { from: 100, until: 200 })).toEqual([150]);
  expect(valuesAt(picture, undefined, whole, 250)).toEqual([
    { sensor: "sds011", origin, value: 7 },
  ]);
  expect(valuesAt(picture, undefined, whole, 150)).toEqual([]);
});

test("readings are read at their own instants; what is far from the pointer is not told", () => {
  const part = { from: 100, until: 300 };
  expect(readable(picture, detail, part)).toEqual([150, 151, 152, 250]);
  expect(valuesAt(picture, detail, part, 150).map(({ value }) => value)).toEqual([5, 9]);
  expect(valuesAt(picture, detail, part, 250).map(({ value }) => value)).toEqual([8]);
});
