import type { Bucket, Extremes, OfSeries } from "./store.ts";

/** What of sums a chart draws. */
const extremesOfBucket = ({ at, until, sums, leftOut }: Bucket): readonly Extremes[] => {
  const { count, minimum, maximum } = sums;
  if (minimum === undefined || maximum === undefined) return [];
  return [{ from: at, until, count: count + leftOut, minimum, maximum }];
};

export const extremesOfSums = (summed: readonly OfSeries<Bucket>[]): OfSeries<Extremes>[] =>
  summed.flatMap(({ points, ...key }) => {
    const extremes = points.flatMap(extremesOfBucket);
    return extremes.length === 0 ? [] : [{ ...key, points: extremes }];
  });
