import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { createAgreement } from "../corrections/agreement.ts";
import type { Line } from "../corrections/slopes.ts";
import { HOUR_MS } from "../durations.ts";
import { cleaned } from "../indices/table.ts";
import type { Pair } from "./pairs.ts";

/** Hours that a line needs: two days, so that it has seen day and night twice. Ours. */
export const LEAST_HOURS = 48;

/** The line from a sensor to a reference by ordinary least squares, and how well it fits. */
export interface CalibrationFit extends Line {
  /** Hours. */
  readonly n: number;
  readonly slopeError: number;
  readonly interceptError: number;
  readonly r2: number;
  /** Of means of hours, in the quantity's unit: sensor minus reference, as it was and about the line. */
  readonly biasBefore: number;
  readonly rmseBefore: number;
  readonly rmseAfter: number;
  /** Lowest and highest mean of an hour of the sensor. */
  readonly lowest: number;
  readonly highest: number;
  /** UTC milliseconds of the first hour, and the end of the last one. */
  readonly from: number;
  readonly until: number;
}

export type NoFit =
  | { readonly kind: "too_few"; readonly n: number }
  /** One of the two always says the same. */
  | { readonly kind: "no_spread" }
  /** Where the reference rises the sensor falls: it measures something else. */
  | { readonly kind: "not_rising" };

export type FitOutcome =
  | { readonly ok: true; readonly fit: CalibrationFit }
  | { readonly ok: false; readonly fault: NoFit };

const none = (fault: NoFit): FitOutcome => ({ ok: false, fault });

/** Of means of hours, in order of time. */
export const fitCalibration = (pairs: readonly Pair[]): FitOutcome => {
  if (pairs.length < LEAST_HOURS) return none({ kind: "too_few", n: pairs.length });
  const agreement = createAgreement();
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { sensor, reference } of pairs) {
    agreement.add(sensor, reference);
    lowest = Math.min(lowest, sensor);
    highest = Math.max(highest, sensor);
  }
  const [line, figures] = [agreement.line(), agreement.figures()];
  if (line === undefined || figures === undefined || line.r2 === null)
    return none({ kind: "no_spread" });
  if (line.slope <= 0) return none({ kind: "not_rising" });
  const { slope, intercept, slopeError, interceptError, r2, rmse } = line;
  const [first, last] = [pairs[0] as Pair, pairs.at(-1) as Pair];
  return {
    ok: true,
    fit: {
      ...{ n: pairs.length, slope, intercept, slopeError, interceptError, r2 },
      ...{ biasBefore: figures.bias, rmseBefore: figures.rmse, rmseAfter: rmse },
      ...{ lowest: cleaned(lowest), highest: cleaned(highest) },
      ...{ from: first.at, until: last.at + HOUR_MS },
    },
  };
};

/**
 * Which values a line may be applied to: half of the span that was seen further on either side, and none that no
 * instrument shows.
 */
export const validRange = (
  quantity: QuantityName,
  { lowest, highest }: Pick<CalibrationFit, "lowest" | "highest">,
): readonly [low: number, high: number] => {
  const more = (highest - lowest) / 2;
  const [least, most] = quantities[quantity].plausible;
  return [Math.max(least, cleaned(lowest - more)), Math.min(most, cleaned(highest + more))];
};
