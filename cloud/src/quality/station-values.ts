import { meanOf } from "@datacityzen/hardware/averaging/summary";
import type { Origin } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Range, SeriesStore } from "../series/store.ts";
import { modelsOf, type StationRecord } from "../stations/station.ts";
import type { SensorSeries } from "./checks/of-station.ts";
import { HOUR_MS } from "./durations.ts";

export type SeriesByOrigin = ReadonlyMap<Origin, SensorSeries[]>;

const keysOf = (series: Pick<SeriesStore, "seriesOf">, station: string) =>
  series.seriesOf(station).filter(({ variant }) => variant === "raw");

const add = (all: Map<Origin, SensorSeries[]>, origin: Origin, one: SensorSeries): void => {
  const known = all.get(origin);
  if (known === undefined) all.set(origin, [one]);
  else known.push(one);
};

/** Every raw value of a station in a range. Values of different origins are never compared. */
export const valuesOf = async (
  series: Pick<SeriesStore, "read" | "seriesOf">,
  station: string,
  record: Pick<StationRecord, "hello" | "formerModels"> | undefined,
  { from, until }: Range,
): Promise<SeriesByOrigin> => {
  const all = new Map<Origin, SensorSeries[]>();
  const asked = [...new Set(keysOf(series, station).map(({ quantity }) => quantity))];
  if (asked.length === 0) return all;
  const modelAt = modelsOf(record);
  const found = await series.read({ stations: [station], quantities: asked, from, until });
  for (const { sensor, quantity, origin, points } of found)
    add(all, origin, { sensor, model: modelAt(sensor, until - 1), quantity, samples: points });
  return all;
};

/** What checks of weeks look at. */
const COURSES: readonly QuantityName[] = [
  ...(["pm1", "pm2_5", "pm4", "pm10", "no2", "o3"] as const),
  ...(["temperature", "humidity", "pressure", "laeq"] as const),
];

/** Means of hours. */
export const courseOf = async (
  series: Pick<SeriesStore, "aggregate" | "seriesOf">,
  station: string,
  { from, until }: Range,
): Promise<SeriesByOrigin> => {
  const all = new Map<Origin, SensorSeries[]>();
  const there = new Set(keysOf(series, station).map(({ quantity }) => quantity));
  const asked = COURSES.filter((quantity) => there.has(quantity));
  if (asked.length === 0) return all;
  const found = await series.aggregate({
    ...{ stations: [station], quantities: asked, from, until },
    buckets: { every: HOUR_MS },
  });
  for (const { sensor, quantity, origin, points } of found)
    add(all, origin, {
      ...{ sensor, quantity },
      samples: points.flatMap(({ at, sums }) => {
        const value = meanOf(sums, quantities[quantity].averaging);
        return value === undefined ? [] : [{ at, value }];
      }),
    });
  return all;
};
