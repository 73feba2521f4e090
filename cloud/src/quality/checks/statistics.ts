import type { Sample } from "./check.ts";

/** Of numbers in any order; NaN of none. */
export const median = (values: readonly number[]): number => {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

/**
 * By which the median absolute deviation becomes the standard deviation of a normal distribution:
 * 1 / Φ⁻¹(3/4) (Rousseeuw and Croux, JASA 88, 1993).
 */
export const MAD_FACTOR = 1.4826;

/** A standard deviation that half of the values may spoil. 0 where more than half are equal. */
export const robustDeviation = (values: readonly number[], centre = median(values)): number =>
  MAD_FACTOR * median(values.map((value) => Math.abs(value - centre)));

export interface Trend {
  /** The median of all slopes between two values (Theil, 1950; Sen, JASA 63, 1968), a millisecond. */
  readonly slope: number;
  /** Kendall's tau: −1 when every pair falls, 1 when every pair rises. */
  readonly tau: number;
}

export const trendOf = (samples: readonly Sample[]): Trend => {
  const slopes: number[] = [];
  let sign = 0;
  for (const [index, later] of samples.entries())
    for (const earlier of samples.slice(0, index)) {
      slopes.push((later.value - earlier.value) / (later.at - earlier.at));
      sign += Math.sign(later.value - earlier.value);
    }
  return { slope: median(slopes), tau: slopes.length === 0 ? 0 : sign / slopes.length };
};

/** Pearson's correlation and the slope of `y` over `x`; undefined where one of them does not vary. */
export const regressionOf = (
  pairs: readonly (readonly [x: number, y: number])[],
): { readonly slope: number; readonly correlation: number } | undefined => {
  const count = pairs.length;
  const mean = (part: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[part], 0) / count;
  const [meanX, meanY] = [mean(0), mean(1)];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  if (!(xx > 0 && yy > 0)) return undefined;
  return { slope: xy / xx, correlation: xy / Math.sqrt(xx * yy) };
};
