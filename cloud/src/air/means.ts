import type { Origin } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { isComplete } from "../quality/complete-hour.ts";
import { HOUR_MS } from "../quality/durations.ts";
import type { Variant } from "../series/store.ts";
import type { Cadence } from "../stations/station.ts";
import { HOURS, type HourlyMeans } from "./hour-memory.ts";

/** The last whole hours of a quantity, the oldest first; undefined where an hour has too few values. */
export interface DayOfHours {
  readonly sensor: string;
  readonly quantity: QuantityName;
  readonly origin: Origin;
  /** What made the values; of several in a day that of the newest hour. */
  readonly variant: Variant;
  /** Recipes that are in force at the end, the one that counts first. */
  readonly recipes: readonly Variant[];
  readonly hours: readonly (number | undefined)[];
  /** How many have a value. */
  readonly present: number;
}

export interface DayAsked {
  readonly cadences: readonly Cadence[];
  /** The end of the last hour. */
  readonly end: number;
  /** Whether an hour may count at all, since the station was where it is now, and outdoors. */
  readonly counts: (hour: number) => boolean;
}

/** `at`: the series of one sensor that may stand for an hour, the one that counts first. */
const dayOf = (
  { sensor, quantity, origin, variant }: HourlyMeans,
  at: (hour: number) => readonly HourlyMeans[],
  recipes: readonly Variant[],
  { cadences, end, counts }: DayAsked,
): DayOfHours => {
  let newest: Variant = variant;
  const hours = Array.from({ length: HOURS }, (_, index) => {
    const hour = end - (HOURS - index) * HOUR_MS;
    if (!counts(hour)) return undefined;
    for (const series of at(hour)) {
      const found = series.at(hour);
      if (found === undefined || !isComplete(cadences, hour, found.count)) continue;
      newest = series.variant;
      return found.mean;
    }
    return undefined;
  });
  return {
    ...{ sensor, quantity, origin, variant: newest, recipes, hours },
    present: hours.filter((value) => value !== undefined).length,
  };
};

/**
 * The days of one sensor's series of a quantity: its raw values, and what its recipes made, of each hour by the
 * recipe that is in force then. `recipesAt`: those of an hour, the one that counts first.
 */
export const daysOfSensor = (
  all: readonly HourlyMeans[],
  recipesAt: (hour: number) => readonly Variant[],
  asked: DayAsked,
): DayOfHours[] => {
  const byVariant = new Map(all.map((one) => [one.variant, one]));
  const raw = byVariant.get("raw");
  const made = all.find(({ variant }) => variant !== "raw");
  return [
    ...(raw === undefined ? [] : [dayOf(raw, () => [raw], [], asked)]),
    ...(made === undefined
      ? []
      : [
          dayOf(
            made,
            (hour) => recipesAt(hour).flatMap((variant) => byVariant.get(variant) ?? []),
            recipesAt(asked.end - 1),
            asked,
          ),
        ]),
  ];
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
