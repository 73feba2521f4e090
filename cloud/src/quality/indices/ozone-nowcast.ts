import { predictByPls } from "./partial-least-squares.ts";
import { cleaned, type Period } from "./table.ts";

/** Two weeks of hours, from which each monitor's own line is learnt. */
export const OZONE_HOURS = 336;
/** Three quarters of them. */
const LEAST_HOURS = 252;
/** A longer gap, and the line is not learnt. */
const LONGEST_GAP = 7;
/** Hours that predict: four days. */
const LAGS = 96;
/** The mean that is predicted: from four hours before to three hours after, six of eight at least. */
const [BEFORE, AFTER, LEAST_OF_EIGHT] = [4, 3, 6] as const;
const MOST_WITHOUT_MEAN = 0.25;
/** What stands in for a line that cannot be learnt: parts per billion. */
const SURROGATE = { slope: 0.85, intercept: 4.5 } as const;
/** So old may the newest hour be. */
const NEWEST = 3;

type Hours = readonly (number | undefined)[];

/** Parts per billion, and how it was found. */
export interface OzoneNowCast {
  readonly value: number;
  readonly period: Extract<Period, `NowCast of 8 h${string}`>;
}

const isThere = (value: number | undefined): value is number => value !== undefined;

const longestGapOf = (hours: Hours): number => {
  let [longest, gap] = [0, 0];
  for (const value of hours) {
    gap = value === undefined ? gap + 1 : 0;
    longest = Math.max(longest, gap);
  }
  return longest;
};

/** Fills gaps with a mean of four hours on both sides (of more where fewer than two are there), halved an hour. */
const withoutGaps = (hours: Hours): readonly number[] =>
  hours.map((value, at) => {
    if (value !== undefined) return value;
    for (let reach = 4; reach < hours.length; reach += 1) {
      let [sum, weights, count] = [0, 0, 0];
      for (
        let other = Math.max(0, at - reach);
        other <= Math.min(hours.length - 1, at + reach);
        other += 1
      ) {
        const near = hours[other];
        if (near === undefined) continue;
        const weight = 2 ** -Math.abs(at - other);
        sum += weight * near;
        weights += weight;
        count += 1;
      }
      if (count >= 2) return sum / weights;
    }
    return Number.NaN;
  });

const meanAround = (hours: Hours, at: number): number | undefined => {
  if (at < BEFORE || at + AFTER >= hours.length) return undefined;
  const there = hours.slice(at - BEFORE, at + AFTER + 1).filter(isThere);
  if (there.length < LEAST_OF_EIGHT) return undefined;
  return there.reduce((sum, each) => sum + each, 0) / there.length;
};

/** Undefined where too few means are known to learn from. */
const predicted = (hours: Hours): number | undefined => {
  const filled = Float64Array.from(withoutGaps(hours));
  const rows: Float64Array[] = [];
  const means: number[] = [];
  for (let at = LAGS - 1; at < hours.length; at += 1) {
    const mean = meanAround(hours, at);
    if (mean === undefined) continue;
    rows.push(filled.subarray(at - LAGS + 1, at + 1));
    means.push(mean);
  }
  const asked = hours.length - LAGS + 1;
  if (asked - rows.length > MOST_WITHOUT_MEAN * asked) return undefined;
  return Math.max(0, predictByPls(rows, means, filled.subarray(filled.length - LAGS)));
};

/**
 * The EPA's NowCast of ozone, in use since August 2019: the mean of eight hours around this one, of which the last three are
 * still to come, as partial least squares on the monitor's last two weeks predict it. `hourOf`: the mean of an hour by
 * its number, in parts per billion. Where the two weeks are too thin, the EPA's surrogate: 0.85 × hour + 4.5.
 *
 * Source: github.com/USEPA/O3-Nowcast, its white paper, `GetNowcast.r` and `NowcastFun_Upd.r`; these are its numbers
 * and its order of decisions.
 */
export const ozoneNowCast = (
  hourOf: (number: number) => number | undefined,
  number: number,
): OzoneNowCast | undefined => {
  const hours = Array.from({ length: OZONE_HOURS }, (_, at) =>
    hourOf(number - OZONE_HOURS + 1 + at),
  );
  const there = hours.filter(isThere);
  const newest = hours.slice(-NEWEST).toReversed();
  const age = newest.findIndex(isThere);
  const value = newest[age];
  if (value === undefined) return undefined;
  if (there.length < LEAST_HOURS || longestGapOf(hours) > LONGEST_GAP)
    return {
      value: cleaned(SURROGATE.slope * value + SURROGATE.intercept),
      period: "NowCast of 8 h: surrogate",
    };
  if (there.every((each) => each === 0)) return { value: 0, period: "NowCast of 8 h" };
  // An hour that is missing takes what was found for the one before it.
  if (age > 0) return ozoneNowCast(hourOf, number - age);
  const found = predicted(hours);
  return found === undefined ? undefined : { value: cleaned(found), period: "NowCast of 8 h" };
};
