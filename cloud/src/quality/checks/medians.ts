import type { Sample } from "./check.ts";
import { median } from "./statistics.ts";

/**
 * The median of each interval of `every` milliseconds since 1970, at its start: what one wrong value
 * among many does not move. Intervals without a value are left out.
 */
export const mediansOf = (samples: readonly Sample[], every: number): Sample[] => {
  const medians: Sample[] = [];
  let start = Number.NaN;
  let values: number[] = [];
  const close = () => {
    if (values.length > 0) medians.push({ at: start, value: median(values) });
  };
  for (const { at, value } of samples) {
    const own = Math.floor(at / every) * every;
    if (own !== start) {
      close();
      start = own;
      values = [];
    }
    values.push(value);
  }
  close();
  return medians;
};

/** Values by their instants, of samples on one grid. */
export const byInstant = (samples: readonly Sample[]): ReadonlyMap<number, number> =>
  new Map(samples.map(({ at, value }) => [at, value]));

/** Where both have a value at one instant. */
export const pairsOf = (
  one: readonly Sample[],
  other: readonly Sample[],
): { readonly at: number; readonly one: number; readonly other: number }[] => {
  const others = byInstant(other);
  return one.flatMap(({ at, value }) => {
    const found = others.get(at);
    return found === undefined ? [] : [{ at, one: value, other: found }];
  });
};
