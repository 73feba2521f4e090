import { type QuantityName, quantities } from "./quantities.ts";

export const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

/**
 * How far sensors of the same air may be from one another before one of them is looked at: the larger of a share of
 * the median and a few of the smallest steps that are shown. Cheap sensors of one kind differ by 20 to 30 %.
 */
export const toleranceOf = (quantity: QuantityName, median: number): number => {
  const { digits } = quantities[quantity];
  const share = quantity === "temperature" || quantity === "pressure" ? 0 : 0.3;
  const fixed = { temperature: 2, humidity: 8, pressure: 3, co2: 100 } as {
    readonly [name in QuantityName]?: number;
  };
  return Math.max(share * Math.abs(median), fixed[quantity] ?? 20 * 10 ** -digits);
};
