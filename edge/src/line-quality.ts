import type { Flag } from "@datacityzen/hardware/flags";
import type { Rejection } from "./sensor-reader.ts";

/** A few damaged frames are usual, on any cable: one in twenty is not. */
const NOTABLE_SHARE = 0.05;
const NOTABLE_COUNT = 3;
/** Of what should have come in an interval: EEA's and WMO's usual condition for a mean. */
const LEAST_SHARE = 0.75;
/** Where fewer are expected, one more or less says nothing. */
const FEWEST_EXPECTED = 8;

const damaged: readonly Rejection[] = [
  "checksum",
  "tail",
  "length",
  "truncated",
  "noise",
  "ambiguous",
];

/** What came on the line to one sensor in one interval. */
export interface LineCounts {
  readonly measured: number;
  readonly damaged: number;
  readonly foreign: number;
  readonly inconsistent: number;
  readonly faults: number;
}

export const noFrames: LineCounts = {
  ...{ measured: 0, damaged: 0, foreign: 0, inconsistent: 0, faults: 0 },
};

/** The counts with one refused frame more. */
export const withRefused = (counts: LineCounts, reason: Rejection): LineCounts => {
  if (damaged.includes(reason)) return { ...counts, damaged: counts.damaged + 1 };
  switch (reason) {
    case "foreign":
      return { ...counts, foreign: counts.foreign + 1 };
    case "inconsistent":
      return { ...counts, inconsistent: counts.inconsistent + 1 };
    case "error_code":
      return { ...counts, faults: counts.faults + 1 };
    default:
      return counts;
  }
};

/** What the refused frames of an interval say of the values beside them. */
export const lineFlags = (counts: LineCounts, expected: number | undefined): Flag[] => {
  const { measured, faults, foreign, inconsistent } = counts;
  const all = measured + faults + foreign + inconsistent + counts.damaged;
  const isNotable = (count: number) => count >= NOTABLE_COUNT && count > all * NOTABLE_SHARE;
  const isIncomplete =
    expected !== undefined && expected >= FEWEST_EXPECTED && measured < expected * LEAST_SHARE;
  return [
    ...(faults > 0 ? (["sensor_fault"] as const) : []),
    // Their checksum was right: these are no accidents of the line.
    ...(isNotable(foreign + inconsistent) ? (["wrong_sensor"] as const) : []),
    ...(isNotable(counts.damaged) ? (["line_noise"] as const) : []),
    ...(isIncomplete ? (["incomplete"] as const) : []),
  ];
};
