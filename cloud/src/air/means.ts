import type { Origin } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { HOUR_MS } from "../quality/durations.ts";
import { COMPLETE } from "../quality/indices/hours.ts";
import type { Variant } from "../series/store.ts";
import { type Cadence, expectedReadings } from "../stations/station.ts";
import { HOURS, type HourlyMeans } from "./hour-memory.ts";

/** The last whole hours of a quantity, the oldest first; undefined where an hour has too few values. */
export interface DayOfHours {
  readonly sensor: string;
  readonly quantity: QuantityName;
  readonly origin: Origin;
  readonly variant: Variant;
  readonly hours: readonly (number | undefined)[];
  /** How many have a value. */
  readonly present: number;
}

/**
 * An hour counts with three quarters of its values (directive 2008/50/EC, annex VII), or with one where the cadence
 * of its sensor is not known or longer than an hour.
 */
const isComplete = (cadences: readonly Cadence[], hour: number, count: number): boolean => {
  const until = hour + HOUR_MS;
  const expected = expectedReadings(cadences, { from: hour, until }, Number.POSITIVE_INFINITY);
  return count >= Math.max(1, COMPLETE * (expected ?? 0));
};

/** `counts`: whether an hour may count at all, since the station was where it is now, and outdoors. */
export const dayOfHours = (
  series: HourlyMeans,
  cadences: readonly Cadence[],
  end: number,
  counts: (hour: number) => boolean,
): DayOfHours => {
  const { sensor, quantity, origin, variant } = series;
  const hours = Array.from({ length: HOURS }, (_, index) => {
    const hour = end - (HOURS - index) * HOUR_MS;
    const found = counts(hour) ? series.at(hour) : undefined;
    return found !== undefined && isComplete(cadences, hour, found.count) ? found.mean : undefined;
  });
  return {
    ...{ sensor, quantity, origin, variant, hours },
    present: hours.filter((value) => value !== undefined).length,
  };
};

/**
 * Of several sensors of one quantity: the one with the most hours; of a sensor's raw and corrected values the
 * corrected ones, unless they lack more than three hours that the raw ones have (fog: nothing is corrected then).
 */
export const chosenOf = (days: readonly DayOfHours[]): DayOfHours | undefined =>
  days.reduce<DayOfHours | undefined>((best, next) => {
    if (best === undefined) return next;
    const worth = ({ present, variant }: DayOfHours) =>
      present === 0 ? 0 : present + (variant === "raw" ? 0 : 3.5);
    const difference = worth(next) - worth(best);
    return difference > 0 || (difference === 0 && next.sensor < best.sensor) ? next : best;
  }, undefined);
