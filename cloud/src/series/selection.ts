import { origins } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { Problem } from "../api/problems.ts";
import { InstantParameter, isoInstant } from "../api/times.ts";
import { AveragingName } from "../quantities/routes.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { stationProblems } from "../stations/problems.ts";
import type { StationRecord } from "../stations/station.ts";
import { seriesProblems } from "./problems.ts";
import type { Selection, SeriesKey, SeriesStore } from "./store.ts";

const DAY_MS = 86_400_000;

const OriginName = z.enum(origins);

export const Query = z.object({
  station: StationId,
  quantity: QuantityName,
  sensor: SensorId.optional(),
  origin: OriginName.optional().describe("Only values that were measured, replayed or simulated"),
  from: InstantParameter.optional().describe("Included; a day before `until` when absent"),
  until: InstantParameter.optional().describe("Excluded; now when absent"),
});
export type Query = z.infer<typeof Query>;

/** What each answer says first, of what was asked. */
export const head = {
  station: StationId,
  quantity: QuantityName,
  unit: z.string().meta({ description: "UCUM" }),
  averaging: AveragingName,
  from: z.iso.datetime(),
  until: z.iso.datetime(),
};

/** What each answer says of every series in it. */
export const ofSeries = { sensor: SensorId, origin: OriginName };

export interface SeriesParts {
  readonly series: SeriesStore;
  readonly stations: StationDirectory;
  readonly now: () => number;
}

/** What a question selects. */
export interface Selected {
  readonly record: StationRecord;
  /** The series that have given a value; one that never did is not among them. */
  readonly keys: readonly SeriesKey[];
  readonly selection: Selection;
}

const stationOf = async (stations: StationDirectory, station: string): Promise<StationRecord> => {
  const record = await stations.find(station);
  if (record !== undefined) return record;
  throw new Problem(stationProblems.station_unknown, `No station named "${station}" has reported.`);
};

/** The series that the question concerns. A sensor that never gave the quantity is an error of the asker. */
const seriesOf = async (
  series: SeriesStore,
  { station, quantity, sensor, origin }: Query,
): Promise<readonly SeriesKey[]> => {
  const latest = (await series.latest([station])).get(station) ?? [];
  if (sensor !== undefined && !latest.some((value) => value.sensor === sensor))
    throw new Problem(
      seriesProblems.sensor_unknown,
      `The station "${station}" has no sensor "${sensor}". It has ${
        [...new Set(latest.map((value) => value.sensor))].join(", ") || "none yet"
      }.`,
    );
  return latest.filter(
    (value) =>
      value.quantity === quantity &&
      (sensor === undefined || value.sensor === sensor) &&
      (origin === undefined || value.origin === origin),
  );
};

const selectionOf = (query: Query, now: number): Selection => {
  const until = query.until ?? now;
  const from = query.from ?? until - DAY_MS;
  if (from >= until)
    throw new Problem(
      seriesProblems.range_invalid,
      `"from" (${isoInstant(from)}) is not before "until" (${isoInstant(until)}).`,
    );
  return {
    stations: [query.station],
    quantities: [query.quantity],
    sensors: query.sensor === undefined ? undefined : [query.sensor],
    origins: query.origin === undefined ? undefined : [query.origin],
    from,
    until,
  };
};

/** The station, its series and the range that a question names, or why it cannot be answered. */
export const selected = async (
  { series, stations, now }: SeriesParts,
  query: Query,
): Promise<Selected> => ({
  record: await stationOf(stations, query.station),
  keys: await seriesOf(series, query),
  selection: selectionOf(query, now()),
});

export const headOf = ({ station, quantity }: Query, { from, until }: Selection) => {
  const { unit, averaging } = quantities[quantity];
  return { station, quantity, unit, averaging, from: isoInstant(from), until: isoInstant(until) };
};
