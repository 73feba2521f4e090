import { directionOf } from "@datacityzen/hardware/averaging/direction";
import type { Sums } from "@datacityzen/hardware/averaging/sums";
import type { Averaging } from "@datacityzen/hardware/quantities/quantity";
import type { Bucket } from "../api/answers.ts";

/**
 * The sums of a bucket as far as the API's figures tell them: enough for means and extremes of
 * several buckets. The spread of directions inside a bucket is not told; each counts as its mean.
 */
export const sumsOfBucket = (averaging: Averaging, bucket: Bucket): Sums => {
  const { count, mean, min, max } = bucket;
  const at = Date.parse(bucket.at);
  return {
    count,
    mean,
    squares: 0,
    ...(averaging === "energetic" ? { level: mean } : {}),
    ...(averaging === "circular" ? { vector: directionOf(mean), degrees: degreesIn(bucket) } : {}),
    minimum: { value: min, at },
    maximum: { value: max, at },
  };
};

/** Whole degrees, each once, ascending. */
const degreesIn = ({ mean, min, max }: Bucket): readonly number[] =>
  [...new Set([min, mean, max].map((one) => ((Math.round(one) % 360) + 360) % 360))].sort(
    (a, b) => a - b,
  );
