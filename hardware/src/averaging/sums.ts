import type { Averaging } from "../quantities/quantity.ts";
import { degreesOf, directionOf, type Vector } from "./direction.ts";

/** An extreme value and an instant at which it was measured. */
export interface Extreme {
  readonly value: number;
  /** UTC milliseconds. */
  readonly at: number;
}

/**
 * What is kept of many values so that hours can be joined to days and stations to a street.
 * Means and not plain sums: no sum of finite values overflows, and a spread of 0.01 hPa around
 * 1013 hPa is not lost in rounding.
 */
export interface Sums {
  readonly count: number;
  /** Arithmetic mean; 0 without values. The sum is `mean * count`. */
  readonly mean: number;
  /** Sum of the squares of the differences from the mean. */
  readonly squares: number;
  /** Of sound levels (`energetic`): 10·log10(mean(10^(L/10))), IEC 61672-1. */
  readonly level?: number;
  /** Of directions (`circular`): the mean of the unit vectors. */
  readonly vector?: Vector;
  /** Of directions: the whole degrees that occurred, ascending; from them comes their arc. */
  readonly degrees?: readonly number[];
  readonly minimum?: Extreme;
  readonly maximum?: Extreme;
}

export const emptySums: Sums = { count: 0, mean: 0, squares: 0 };

/** The sums of one value. */
const sumsOf = (averaging: Averaging, value: number, at: number): Sums => ({
  count: 1,
  mean: value,
  squares: 0,
  ...(averaging === "energetic" ? { level: value } : {}),
  ...(averaging === "circular" ? { vector: directionOf(value), degrees: [degreesOf(value)] } : {}),
  minimum: { value, at },
  maximum: { value, at },
});

/** `sums` with one more value, which must be finite. */
export const addValue = (sums: Sums, averaging: Averaging, value: number, at: number): Sums =>
  mergeSums(sums, sumsOf(averaging, value, at));

/** Of all values of both: in whatever order parts are merged, the result is the same but for rounding. */
export const mergeSums = (one: Sums, other: Sums): Sums => {
  if (one.count === 0) return other;
  if (other.count === 0) return one;
  const count = one.count + other.count;
  const weights = [one.count / count, other.count / count] as const;
  return {
    count,
    mean: joined(one.mean, other.mean, weights),
    squares: atMostFinite(
      one.squares + other.squares + (other.mean - one.mean) ** 2 * weights[0] * other.count,
    ),
    ...(one.level !== undefined && other.level !== undefined
      ? { level: joinedLevel(one.level, other.level, weights) }
      : {}),
    ...(one.vector && other.vector
      ? {
          vector: {
            east: joined(one.vector.east, other.vector.east, weights),
            north: joined(one.vector.north, other.vector.north, weights),
          },
        }
      : {}),
    ...(one.degrees && other.degrees ? { degrees: united(one.degrees, other.degrees) } : {}),
    ...extremes(one, other),
  };
};

type Weights = readonly [one: number, other: number];

const joined = (one: number, other: number, weights: Weights): number => {
  const difference = other - one;
  // Equal parts give themselves, without rounding; only absurd values differ by more than a double holds.
  return Number.isFinite(difference)
    ? one + difference * weights[1]
    : one * weights[0] + other * weights[1];
};

/** Relative to the louder, so that no power overflows. */
const joinedLevel = (one: number, other: number, weights: Weights): number => {
  const [louder, quieter] = one >= other ? [one, other] : [other, one];
  const [loud, quiet] = one >= other ? weights : [weights[1], weights[0]];
  const power = loud + quiet * 10 ** ((quieter - louder) / 10);
  return Math.max(quieter, louder + 10 * Math.log10(power));
};

const atMostFinite = (value: number): number => Math.min(value, Number.MAX_VALUE);

const united = (one: readonly number[], other: readonly number[]): readonly number[] =>
  [...new Set([...one, ...other])].toSorted((a, b) => a - b);

const extremes = (one: Sums, other: Sums): Pick<Sums, "minimum" | "maximum"> => {
  const minimum = further(one.minimum, other.minimum, (a, b) => a < b);
  const maximum = further(one.maximum, other.maximum, (a, b) => a > b);
  return { ...(minimum ? { minimum } : {}), ...(maximum ? { maximum } : {}) };
};

const further = (
  one: Extreme | undefined,
  other: Extreme | undefined,
  isFurther: (a: number, b: number) => boolean,
): Extreme | undefined => {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.value === other.value) return one.at <= other.at ? one : other;
  return isFurther(one.value, other.value) ? one : other;
};
