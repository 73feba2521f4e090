import { emptySums, mergeSums, type Sums } from "@datacityzen/hardware/averaging/sums";
import type { Bucket, Series } from "../api/answers.ts";
import { sumsOfBucket } from "../charts/bucket-sums.ts";

/** As complete as an interval must be to stand for its time. */
const PART = 0.75;

export const isWhole = ({ count, expected, partial, mean }: Bucket): boolean =>
  !partial && mean !== null && count > 0 && (expected === null || count >= PART * expected);

type Answer = Pick<Series, "averaging" | "series">;

/** The series with the most intervals of what was measured; else of what was not. */
export const mainSeries = ({ series }: Answer): Series["series"][number] | undefined =>
  [...series].sort(
    (one, other) =>
      Number(other.origin === "measured") - Number(one.origin === "measured") ||
      other.points.length - one.points.length,
  )[0];

/** The whole intervals of a quantity. */
export const wholePoints = (answer: Answer): readonly Bucket[] =>
  (mainSeries(answer)?.points ?? []).filter(isWhole);

/** Joined so that each interval counts by its values, and decibels as energies. */
export const joined = (answer: Answer, points: readonly Bucket[]): Sums =>
  points.map((point) => sumsOfBucket(answer.averaging, point)).reduce(mergeSums, emptySums);
