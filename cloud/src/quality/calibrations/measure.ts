import { type Origin, origins } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Range, SeriesStore, Variant } from "../../series/store.ts";
import type { StationRecord } from "../../stations/station.ts";
import { bestHoursOf, hoursOf } from "../best-hours.ts";
import { networkOf } from "../checks/neighbours.ts";
import type { RecipesInForce } from "../recipes-in-force.ts";
import type { Pair } from "./pairs.ts";

type Series = Pick<SeriesStore, "aggregate" | "seriesOf">;

/** A station with what is needed to say its best values. */
export interface Comparable {
  readonly station: string;
  readonly record: Pick<StationRecord, "cadences"> | undefined;
  readonly recipesAt: RecipesInForce;
}

export type ComparedWith =
  | { readonly kind: "station"; readonly with: Comparable; readonly sensor: string | undefined }
  | { readonly kind: "stations"; readonly with: readonly Comparable[] }
  /** Means of hours, at their start. */
  | { readonly kind: "values"; readonly values: readonly { at: number; value: number }[] };

export interface MeasuredSensor extends Range {
  readonly station: string;
  readonly record: Pick<StationRecord, "cadences"> | undefined;
  readonly sensor: string;
  readonly quantity: QuantityName;
  /** What is fitted. */
  readonly of: Variant;
}

/** Of measured values where there are some: what is simulated is compared with what is simulated. */
const originOf = (series: Series, { station, sensor, quantity }: MeasuredSensor): Origin => {
  const there = new Set(
    series
      .seriesOf(station)
      .filter((key) => key.sensor === sensor && key.quantity === quantity)
      .map(({ origin }) => origin),
  );
  return origins.find((origin) => there.has(origin)) ?? "measured";
};

/** Whole hours that a sensor and what it is compared with both have. */
export const measurePairs = async (
  series: Series,
  measured: MeasuredSensor,
  compared: ComparedWith,
): Promise<Pair[]> => {
  const { quantity, from, until, station, sensor } = measured;
  const origin = originOf(series, measured);
  const range = { quantity, origin, from, until };
  const own = await hoursOf(series, measured.record, { ...range, station, sensor }, measured.of);
  const best = ({ station: name, record, recipesAt }: Comparable, only?: string) =>
    bestHoursOf(series, record, recipesAt, { ...range, station: name, sensor: only });
  const references =
    compared.kind === "values"
      ? compared.values
      : compared.kind === "station"
        ? await best(compared.with, compared.sensor)
        : networkOf(await Promise.all(compared.with.map((one) => best(one))));
  const byHour = new Map(references.map(({ at, value }) => [at, value]));
  return own
    .flatMap(({ at, value }): Pair[] => {
      const reference = byHour.get(at);
      return reference === undefined ? [] : [{ at, sensor: value, reference }];
    })
    .sort((one, other) => one.at - other.at);
};
