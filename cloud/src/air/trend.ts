import type { QuantityName } from "@datacityzen/hardware/quantities";

export type Trend = "rising" | "falling" | "steady";

/** How many hours are compared with as many before them, and how many of each must have a value. */
export const trendRule = { hours: 3, least: 2, relative: 0.15 } as const;

/** Smaller differences are none, in the quantity's unit: what cheap sensors repeat no better. Ours. */
const leastOf = (quantity: QuantityName): number => {
  switch (quantity) {
    case "laeq":
      return 2;
    case "temperature":
      return 1;
    case "humidity":
      return 5;
    case "pressure":
      return 1;
    case "co":
      return 0.2;
    default:
      return 2;
  }
};

/** Of these 15 % of a level means nothing: they have no zero, or are logarithms. */
const isRelative = (quantity: QuantityName): boolean =>
  !["laeq", "temperature", "humidity", "pressure"].includes(quantity);

const meanOfSome = (hours: readonly (number | undefined)[]): number | undefined => {
  const values = hours.filter((value) => value !== undefined);
  return values.length < trendRule.least
    ? undefined
    : values.reduce((sum, value) => sum + value, 0) / values.length;
};

/** The last three whole hours against the three before; null where less than two of either have a value. */
export const trendOf = (
  quantity: QuantityName,
  hours: readonly (number | undefined)[],
): Trend | null => {
  const { hours: count, relative } = trendRule;
  const last = meanOfSome(hours.slice(-count));
  const before = meanOfSome(hours.slice(-2 * count, -count));
  if (last === undefined || before === undefined) return null;
  const least = Math.max(leastOf(quantity), isRelative(quantity) ? relative * Math.abs(before) : 0);
  if (Math.abs(last - before) < least) return "steady";
  return last > before ? "rising" : "falling";
};
