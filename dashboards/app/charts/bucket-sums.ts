import { directionOf } from "@datacityzen/hardware/averaging/direction";
import { emptySums, type Sums } from "@datacityzen/hardware/averaging/sums";
import type { Averaging } from "@datacityzen/hardware/quantities/quantity";
import type { Bucket } from "../api/answers.ts";

/**
 * The sums of a bucket as far as the API's figures tell them: enough for means and extremes of
 * several buckets. The spread of directions inside a bucket is not told; each counts as its mean.
 */
export const sumsOfBucket = (averaging: Averaging, bucket: Bucket): Sums => {
  const { count, mean, min, max } = bucket;
  // All readings were left out: no instrument gives their values.
  if (count === 0) return emptySums;
  const at = Date.parse(bucket.at);
  const middle = mean ?? 0;
  return {
    count,
    mean: middle,
    squares: 0,
    ...(averaging === "energetic" ? { level: middle } : {}),
    ...(averaging === "circular"
      ? {
          // Directions that cancel each other have no mean.
          vector: mean === null ? { east: 0, north: 0 } : directionOf(mean),
          degrees: degreesIn(bucket),
        }
      : {}),
    minimum: { value: min ?? middle, at },
    maximum: { value: max ?? middle, at },
  };
};

/** Close enough that the widest gap is always the one outside the arc, or as good as that. */
const STEP_DEGREES = 5;

/** Whole degrees along the arc, each once, ascending: the smallest arc that holds them is the arc itself. */
const degreesIn = ({ arc }: Bucket): readonly number[] => {
  if (arc === undefined) return [];
  const steps = Math.ceil(arc.width / STEP_DEGREES);
  const along = Array.from({ length: steps }, (_, step) => arc.from + step * STEP_DEGREES);
  const whole = [...along, arc.to].map((degrees) => ((Math.round(degrees) % 360) + 360) % 360);
  return [...new Set(whole)].sort((a, b) => a - b);
};
