import { meanOf } from "@datacityzen/hardware/averaging/summary";
import type { Origin } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Range, SeriesStore, Variant } from "../series/store.ts";
import { cadencesOf, type StationRecord } from "../stations/station.ts";
import { recipesOfQuantity } from "./chosen-recipe.ts";
import { isComplete } from "./complete-hour.ts";
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
 * Of each hour the best mean of a station: what the recipe made that is in force then, else raw values. Of several
 * sensors the one with the most hours, then by name.
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
        ({ quantity, origin, sensor }) =>
          quantity === asked.quantity &&
          origin === asked.origin &&
          (asked.sensor === undefined || sensor === asked.sensor),
      )
      .map(({ variant }) => variant),
  );
  const all = (
    await Promise.all([...variants].map((variant) => hoursOf(series, record, asked, variant)))
  ).flat();
  const bySensor = [...Map.groupBy(all, ({ sensor }) => sensor)].map(([sensor, hours]) => {
    const best: SensorHour[] = [];
    for (const [at, some] of Map.groupBy(hours, (hour) => hour.at)) {
      const order: readonly Variant[] = [
        ...recipesOfQuantity(recipesAt(sensor, at), asked.quantity).map(
          ({ choice }) => choice.recipe,
        ),
        "raw",
      ];
      for (const variant of order) {
        const found = some.find((one) => one.variant === variant);
        if (found === undefined) continue;
        best.push(found);
        break;
      }
    }
    return { sensor, hours: best.sort((one, other) => one.at - other.at) };
  });
  const [most] = bySensor.sort(
    (one, other) => other.hours.length - one.hours.length || (one.sensor < other.sensor ? -1 : 1),
  );
  return most?.hours ?? [];
};
