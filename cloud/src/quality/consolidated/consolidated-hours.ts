import type { Origin } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Range, SeriesStore, Variant } from "../../series/store.ts";
import type { StationRecord } from "../../stations/station.ts";
import { bestHoursOf, type SensorHour } from "../best-hours.ts";
import { networkOf } from "../checks/neighbours.ts";
import { uncertaintyOf } from "../choices.ts";
import type { RecipesInForce } from "../recipes-in-force.ts";
import {
  type Around,
  type Consolidated,
  consolidate,
  type Evidence,
  evidenceOfAround,
  evidenceOfReference,
  isConsolidated,
} from "./consolidate.ts";

/** A station whose hours may count for another. */
export interface Contributing {
  readonly station: string;
  readonly record: Pick<StationRecord, "cadences"> | undefined;
  readonly recipesAt: RecipesInForce;
}

export interface Reference extends Contributing {
  /** Who runs it, in words. */
  readonly name: string;
}

export interface ConsolidationAsked extends Range {
  readonly own: Contributing;
  /** Outdoors and seen by everybody, the nearest first; references are none of them. */
  readonly around: readonly Contributing[];
  readonly reference: Reference | undefined;
  readonly quantity: QuantityName;
  readonly origin: Origin;
}

/** What is known of one hour, and what it becomes. */
export interface ConsolidatedHour extends Consolidated {
  /** UTC milliseconds: its start. */
  readonly at: number;
  readonly own: Evidence & { readonly sensor: string; readonly variant: Variant };
  readonly around: (Around & Evidence) | undefined;
  readonly reference: (Evidence & { readonly station: string; readonly name: string }) | undefined;
}

type Series = Pick<SeriesStore, "aggregate" | "seriesOf">;
/** The best hours of a station, which are asked for again and again: for itself and for those around it. */
export type HoursOf = (
  one: Contributing,
  asked: Range & { readonly quantity: QuantityName; readonly origin: Origin },
) => Promise<readonly SensorHour[]>;

export const hoursFrom =
  (series: Series): HoursOf =>
  ({ station, record, recipesAt }, asked) =>
    bestHoursOf(series, record, recipesAt, { station, ...asked });

/** What is raw has no uncertainty that anybody stated. */
const isMade = ({ variant }: SensorHour): boolean => variant !== "raw";

export interface Consolidation {
  /** The station's own hours that something was made of. */
  readonly own: readonly SensorHour[];
  /** Of them, those of which more is known than the station itself says. */
  readonly hours: readonly ConsolidatedHour[];
}

/** Every whole hour of a range. */
export const consolidatedHours = async (
  hoursOf: HoursOf,
  { own, around, reference, quantity, origin, from, until }: ConsolidationAsked,
): Promise<Consolidation> => {
  const asked = { quantity, origin, from, until };
  const ownHours = (await hoursOf(own, asked)).filter(isMade);
  if (ownHours.length === 0) return { own: [], hours: [] };
  const network = new Map(
    networkOf(
      await Promise.all(around.map(async (one) => (await hoursOf(one, asked)).filter(isMade))),
    ).map((hour) => [hour.at, hour]),
  );
  const measured = new Map(
    reference === undefined
      ? []
      : (await hoursOf(reference, asked)).map(({ at, value }) => [at, value]),
  );
  const scale = 10 ** (quantities[quantity].digits + 1);
  const hours = ownHours.flatMap(({ at, value, sensor, variant }): ConsolidatedHour[] => {
    const choice = own
      .recipesAt(sensor, at)
      .find((chosen) => chosen.choice.recipe === variant)?.choice;
    if (choice === undefined) return [];
    const found = network.get(at);
    const there = measured.get(at);
    const ofOwn = { value, uncertainty: uncertaintyOf(choice, value) };
    const ofAround = found && {
      ...{ median: found.value, deviation: found.deviation, stations: found.stations },
      ...evidenceOfAround({ ...found, median: found.value }),
    };
    const ofReference =
      there === undefined || reference === undefined
        ? undefined
        : {
            ...evidenceOfReference(there),
            ...{ station: reference.station, name: reference.name },
          };
    const made = consolidate([
      ofOwn,
      ...(ofAround === undefined ? [] : [ofAround]),
      ...(ofReference === undefined ? [] : [ofReference]),
    ]);
    if (made === undefined) return [];
    return [
      {
        ...{ at, shares: made.shares },
        value: Math.round(made.value * scale) / scale,
        uncertainty: Number(made.uncertainty.toPrecision(3)),
        own: { ...ofOwn, sensor, variant },
        ...{ around: ofAround, reference: ofReference },
      },
    ];
  });
  return { own: ownHours, hours };
};

/** The quantities of a station that may be consolidated, by origin: those of which something better was made. */
export const consolidable = (
  series: Pick<SeriesStore, "seriesOf">,
  station: string,
): { readonly quantity: QuantityName; readonly origin: Origin }[] => {
  const found = new Map<string, { quantity: QuantityName; origin: Origin }>();
  for (const { variant, quantity, origin } of series.seriesOf(station))
    if (variant !== "raw" && !isConsolidated(variant))
      found.set(`${origin} ${quantity}`, { quantity, origin });
  return [...found.values()];
};
