import { type Averaging, type QuantityName, quantities } from "../quantities.ts";
import { type Arc, angleOf, smallestArc } from "./direction.ts";
import type { Extreme, Sums } from "./sums.ts";

/**
 * The one figure that stands for all values. Undefined without values, and for directions that
 * cancel each other.
 */
export const meanOf = (sums: Sums, averaging: Averaging): number | undefined => {
  if (sums.count === 0) return undefined;
  switch (averaging) {
    case "arithmetic":
      return between(sums, sums.mean);
    case "energetic":
      return sums.level === undefined ? undefined : between(sums, sums.level);
    case "circular":
      return sums.vector && angleOf(sums.vector);
    case "maximum":
      return sums.maximum?.value;
    case "minimum":
      return sums.minimum?.value;
    default:
      return averaging satisfies never;
  }
};

/** Rounding never carries a mean beyond its extremes. */
const between = ({ minimum, maximum }: Sums, mean: number): number =>
  Math.min(maximum?.value ?? mean, Math.max(minimum?.value ?? mean, mean));

/** Between which values all lie: of directions the smallest arc that holds them. */
export type Extremes =
  | { readonly kind: "range"; readonly minimum: Extreme; readonly maximum: Extreme }
  | { readonly kind: "arc"; readonly arc: Arc };

export const extremesOf = (sums: Sums, averaging: Averaging): Extremes | undefined => {
  if (averaging === "circular") {
    const arc = smallestArc(sums.degrees ?? []);
    return arc && { kind: "arc", arc };
  }
  const { minimum, maximum } = sums;
  return minimum && maximum && { kind: "range", minimum, maximum };
};

/** Standard deviation of the values themselves; undefined without values, and for directions. */
export const deviationOf = ({ count, squares }: Sums, averaging: Averaging): number | undefined =>
  count === 0 || averaging === "circular" ? undefined : Math.sqrt(squares / count);

/** A value with the digits that its quantity deserves; 359.7 degrees are 0, never 360. */
export const roundedTo = (value: number, quantity: QuantityName, more = 0): number => {
  const { averaging, digits } = quantities[quantity];
  const text = value.toFixed(Math.min(100, digits + more));
  const rounded = Number(text) + 0;
  return averaging === "circular" && rounded === 360 ? 0 : rounded;
};
