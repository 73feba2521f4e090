/** A vertical axis: its bounds, and the round values at which it is marked (both bounds included). */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Decimals that the ticks need. */
  readonly digits: number;
}

const MOST_STEPS = 5;

/** The whole circle, marked at the four winds. */
export const circleScale: Scale = { low: 0, high: 360, ticks: [0, 90, 180, 270, 360], digits: 0 };

/**
 * A scale that holds `values`. With `fromZero` it begins at zero: a concentration drawn on a cut
 * axis looks dramatic where it is calm. `digits` are the quantity's: steps are never finer.
 */
export const scaleOf = (
  values: readonly number[],
  { fromZero, digits }: { readonly fromZero: boolean; readonly digits: number },
): Scale => {
  const finest = 10 ** -digits;
  const least = Math.min(...values, ...(fromZero || values.length === 0 ? [0] : []));
  const most = Math.max(...values, ...(fromZero || values.length === 0 ? [0] : []));
  const step = Math.max(finest, roundStep((most - least) / MOST_STEPS));
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(decimals)),
  );
  return { low: ticks[0] ?? 0, high: ticks[ticks.length - 1] ?? 1, ticks, digits: decimals };
};

/** The smallest of 1, 2, 5 times a power of ten that is not below `least`. */
const roundStep = (least: number): number => {
  if (least <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
};
