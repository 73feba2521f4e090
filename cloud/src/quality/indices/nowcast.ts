import { cleaned } from "./table.ts";

/** Hours that count. */
export const NOWCAST_HOURS = 12;

/** No hour weighs less than half of the one after it. */
const LEAST_WEIGHT = 0.5;

/**
 * The EPA's NowCast of particles: a mean of twelve hours in which newer ones weigh more, the more the faster the
 * air changes. `hours`: from the newest back, undefined where there is no value. Undefined unless two of the newest three
 * hours have one. That of ozone is another: `ozone-nowcast.ts`.
 */
export const nowCast = (hours: readonly (number | undefined)[]): number | undefined => {
  const used = hours.slice(0, NOWCAST_HOURS);
  if (used.slice(0, 3).filter((value) => value !== undefined).length < 2) return undefined;
  let [min, max] = [Number.POSITIVE_INFINITY, 0];
  for (const value of used) {
    if (value === undefined) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const weight = max === 0 ? 1 : Math.max(LEAST_WEIGHT, min / max);
  let [sum, weights, factor] = [0, 0, 1];
  for (const value of used) {
    if (value !== undefined) {
      sum += value * factor;
      weights += factor;
    }
    factor *= weight;
  }
  return cleaned(sum / weights);
};
