import { expect, test } from "vitest";
import { type LineCounts, lineFlags, noFrames, withRefused } from "./line-quality.ts";

const of = (counts: Partial<LineCounts>): LineCounts => ({ ...noFrames, ...counts });

test("each refused frame is counted as what it is; replies and a cold sensor are no fault", () => {
  const reasons = ["checksum", "noise", "foreign", "inconsistent", "error_code"] as const;
  expect(
    [...reasons, "reply", "warming_up"].reduce<LineCounts>(
      (counts, reason) => withRefused(counts, reason as (typeof reasons)[number]),
      noFrames,
    ),
  ).toEqual({ measured: 0, damaged: 2, foreign: 1, inconsistent: 1, faults: 1 });
});

test.each([
  ["a few damaged frames are usual", of({ measured: 58, damaged: 2 }), []],
  ["one in twenty is not", of({ measured: 50, damaged: 4 }), ["line_noise"]],
  ["of many, three are few", of({ measured: 600, damaged: 3 }), []],
  ["frames of another model", of({ measured: 30, foreign: 2, inconsistent: 1 }), ["wrong_sensor"]],
  ["a fault that the sensor tells once", of({ measured: 59, faults: 1 }), ["sensor_fault"]],
  [
    "all of it",
    of({ damaged: 9, foreign: 9, faults: 1 }),
    ["sensor_fault", "wrong_sensor", "line_noise"],
  ],
] as const)("%s", (_what, counts, flags) => {
  expect(lineFlags(counts, undefined)).toEqual(flags);
});

test("less than three quarters of what should have come is incomplete, where enough should have", () => {
  expect(lineFlags(of({ measured: 45 }), 60)).toEqual([]);
  expect(lineFlags(of({ measured: 44 }), 60)).toEqual(["incomplete"]);
  expect(lineFlags(of({ measured: 1 }), 7)).toEqual([]);
  expect(lineFlags(of({ measured: 1 }), undefined)).toEqual([]);
});
