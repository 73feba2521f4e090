import { degreesOf, directionOf } from "@datacityzen/hardware/averaging/direction";
import type { Extreme, Sums } from "@datacityzen/hardware/averaging/sums";
import { unpackFlags } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { mistakesOf } from "../mistakes.ts";
import { type Bucket, type Buckets, gridStart, type Range } from "../store.ts";

/** Sums of points by bucket; the points of one series come in order of time. */
export interface BucketSums {
  add(at: number, value: number, flags: number): void;
  /** In order of time. */
  points(): Bucket[];
}

interface Open extends Range {
  flags: number;
  leftOut: number;
  count: number;
  mean: number;
  squares: number;
  minimum: Extreme | undefined;
  maximum: Extreme | undefined;
  /** Of sound levels the sum of powers; of directions of sines. */
  first: number;
  /** Of directions the sum of cosines. */
  second: number;
  degrees: Set<number> | undefined;
}

const bucketOf = (at: number, buckets: Buckets): Range | undefined => {
  if ("every" in buckets) {
    const from = gridStart(at, buckets.every);
    return { from, until: from + buckets.every };
  }
  const { edges } = buckets;
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  const [from, until] = [edges[low - 1], edges[low]];
  return from === undefined || until === undefined ? undefined : { from, until };
};

export const createBucketSums = (quantity: QuantityName, buckets: Buckets): BucketSums => {
  const { averaging } = quantities[quantity];
  const isMistake = mistakesOf(quantity);
  const found = new Map<number, Open>();
  let last: Open | undefined;

  const bucketAt = (at: number): Open | undefined => {
    if (last !== undefined && at >= last.from && at < last.until) return last;
    const range = bucketOf(at, buckets);
    if (range === undefined) return undefined;
    last = found.get(range.from);
    if (last !== undefined) return last;
    last = {
      ...range,
      ...{ flags: 0, leftOut: 0, count: 0, mean: 0, squares: 0, first: 0, second: 0 },
      ...{ minimum: undefined, maximum: undefined },
      degrees: averaging === "circular" ? new Set() : undefined,
    };
    found.set(range.from, last);
    return last;
  };

  const sumsOf = (open: Open): Sums => {
    const { count, mean, squares, minimum, maximum, first, second, degrees } = open;
    if (count === 0 || minimum === undefined || maximum === undefined)
      return { count: 0, mean: 0, squares: 0 };
    return {
      ...{ count, mean, squares },
      ...(averaging === "energetic" ? { level: 10 * Math.log10(first / count) } : {}),
      ...(degrees === undefined
        ? {}
        : {
            vector: { east: first / count, north: second / count },
            degrees: [...degrees].sort((one, other) => one - other),
          }),
      minimum,
      maximum,
    };
  };

  return {
    add(at, value, flags) {
      const open = bucketAt(at);
      if (open === undefined) return;
      open.flags |= flags;
      if (isMistake(value)) {
        open.leftOut += 1;
        return;
      }
      open.count += 1;
      // Welford's way: a small spread around a large mean is not lost in rounding.
      const difference = value - open.mean;
      open.mean += difference / open.count;
      open.squares += difference * (value - open.mean);
      if (open.minimum === undefined || value < open.minimum.value) open.minimum = { value, at };
      if (open.maximum === undefined || value > open.maximum.value) open.maximum = { value, at };
      if (averaging === "energetic") open.first += 10 ** (value / 10);
      if (open.degrees !== undefined) {
        const { east, north } = directionOf(value);
        open.first += east;
        open.second += north;
        open.degrees.add(degreesOf(value));
      }
    },
    points: () =>
      [...found.values()]
        .sort((one, other) => one.from - other.from)
        .map((open) => ({
          at: open.from,
          until: open.until,
          sums: sumsOf(open),
          leftOut: open.leftOut,
          flags: unpackFlags(open.flags),
        })),
  };
};
