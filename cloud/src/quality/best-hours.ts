import { meanOf } from "@datacityzen/hardware/averaging/summary";
import type { Origin } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Range, SeriesStore, Variant } from "../series/store.ts";
import { cadencesOf, type StationRecord } from "../stations/station.ts";
import { recipesOfQuantity } from "./chosen-recipe.ts";
import { isComplete } from "./complete-hour.ts";
import { isConsolidated } from "./consolidated/consolidate.ts";
import { HOUR_MS } from "./durations.ts";
import type { RecipesInForce } from "./recipes-in-force.ts";

/** The mean of one hour of a sensor. */
export interface SensorHour {
  /** UTC milliseconds: its start. */
  readonly at: number;
  readonly value: number;
  readonly sensor: string;
  /** What made its values. */
  readonly variant: Variant;
}

export interface HoursAsked extends Range {
  readonly station: string;
  readonly quantity: QuantityName;
  readonly origin: Origin;
  /** All of the station when absent. */
  readonly sensor?: string | undefined;
}

type Series = Pick<SeriesStore, "aggregate" | "seriesOf">;

/** Means of whole hours of each sensor, of those with three quarters of their values, from what one recipe made. */
export const hoursOf = async (
  series: Series,
  record: Pick<StationRecord, "cadences"> | undefined,
  { station, quantity, origin, sensor, from, until }: HoursAsked,
  variant: Variant,
): Promise<SensorHour[]> => {
  const found = await series.aggregate({
    ...{ stations: [station], quantities: [quantity], origins: [origin], variant },
    ...{ sensors: sensor === undefined ? undefined : [sensor], from, until },
    buckets: { every: HOUR_MS },
  });
  return found.flatMap(({ sensor: name, points }) => {
    const cadences = record === undefined ? [] : cadencesOf(record, name);
    return points.flatMap(({ at, sums }): SensorHour[] => {
      const value = meanOf(sums, quantities[quantity].averaging);
      return value === undefined ||
        at < from ||
        at + HOUR_MS > until ||
        !isComplete(cadences, at, sums.count)
        ? []
        : [{ at, value, sensor: name, variant }];
    });
  });
};

/**
 * Of each hour the best mean of a station: what a calibration made, else what its model's recipe made, else raw values;
 * of several sensors the first by name. Each hour for itself: whoever asks for more or fewer finds the same.
 */
export const bestHoursOf = async (
  series: Series,
  record: Pick<StationRecord, "cadences"> | undefined,
  recipesAt: RecipesInForce,
  asked: HoursAsked,
): Promise<SensorHour[]> => {
  const variants = new Set(
    series
      .seriesOf(asked.station)
      .filter(
        ({ quantity, origin, sensor, variant }) =>
          quantity === asked.quantity &&
          origin === asked.origin &&
          !isConsolidated(variant) &&
          (asked.sensor === undefined || sensor === asked.sensor),
      )
      .map(({ variant }) => variant),
  );
  const all = await Promise.all(
    [...variants].map((variant) => hoursOf(series, record, asked, variant)),
  );
  /** The larger the better; undefined for what is not in force. */
  const rankOf = ({ sensor, at, variant }: SensorHour): number | undefined => {
    if (variant === "raw") return 0;
    const chosen = recipesOfQuantity(recipesAt(sensor, at), asked.quantity);
    const place = chosen.findIndex(({ choice }) => choice.recipe === variant);
    if (place === -1) return undefined;
    return chosen[place]?.choice.calibration === undefined ? 1 : 1 + chosen.length - place;
  };
  const best = new Map<number, { readonly hour: SensorHour; readonly rank: number }>();
  for (const hour of all.flat()) {
    const rank = rankOf(hour);
    if (rank === undefined) continue;
    const known = best.get(hour.at);
    if (
      known === undefined ||
      rank > known.rank ||
      (rank === known.rank && hour.sensor < known.hour.sensor)
    )
      best.set(hour.at, { hour, rank });
  }
  return [...best.values()].map(({ hour }) => hour).sort((one, other) => one.at - other.at);
};
