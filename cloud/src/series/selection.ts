import { origins } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { hiddenIn, type StationView } from "../access/station-view.ts";
import { Problem } from "../api/problems.ts";
import { InstantParameter, isoInstant } from "../api/times.ts";
import { type KnownPlace, placeAt } from "../places/known-station.ts";
import type { KnownStations } from "../places/known-stations.ts";
import { placeProblems } from "../places/problems.ts";
import { AveragingName } from "../quantities/routes.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { stationProblems } from "../stations/problems.ts";
import type { StationRecord } from "../stations/station.ts";
import { type CursorOf, readCursor } from "./cursor.ts";
import { MOST_POINTS } from "./limits.ts";
import { noLongerKept } from "./lost-parts.ts";
import { seriesProblems } from "./problems.ts";
import type { Range, Selection, SeriesKey, SeriesStore, Variant } from "./store.ts";

const DAY_MS = 86_400_000;

const OriginName = z.enum(origins);

export const Query = z.object({
  station: StationId,
  quantity: QuantityName,
  sensor: SensorId.optional(),
  origin: OriginName.optional().describe("Only values that were measured, replayed or simulated"),
  variant: z
    .string()
    .regex(
      /^(raw|[a-z0-9-]{1,64}@\d{1,6})$/,
      'is "raw" or a recipe with its version, as epa-2021@1',
    )
    .optional()
    .describe("`raw` when absent; `epa-2021@1`: what this version of a recipe made of it"),
  from: InstantParameter.optional().describe("Included; a day before `until` when absent"),
  until: InstantParameter.optional().describe("Excluded; now when absent"),
});
export type Query = z.infer<typeof Query>;

/** A question with what some routes have beside. */
export interface Question extends Query {
  readonly cursor?: string | undefined;
  readonly every?: string;
  readonly zone?: string | undefined;
}

/** An answer in pages: each says where the next one begins. */
export const Paged = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_POINTS)
    .optional()
    .describe(
      'Answers in pages of at most so many points, of all series, in order of time. `next` is the cursor of the page after this one; in each format the header `Link` has its address (`rel="next"`)',
    ),
  cursor: z
    .string()
    .max(40)
    .optional()
    .describe("`next` of the page before, with the same question otherwise"),
};

/** What an answer in pages says of the page after it. */
export const next = z.string().optional().meta({
  description: "Cursor of the page after this one. Absent on the last one, and where `limit` is",
});

/** How exact a place is: `cell`, the centre of a cell of 500 m; `exact`, as its host wishes. */
export const Precision = z.enum(["cell", "exact"]);

/** What each answer says first, of what was asked. */
export const head = {
  station: StationId,
  quantity: QuantityName,
  unit: z.string().meta({ description: "UCUM" }),
  averaging: AveragingName,
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  places: z
    .array(
      z.object({
        from: z.iso.datetime(),
        until: z.iso.datetime().optional(),
        lat: z.number(),
        lon: z.number(),
        precision: Precision,
      }),
    )
    .optional()
    .meta({ description: "Where the station was in the range, as far as its host said so" }),
  no_longer_kept: noLongerKept,
};

/** What each answer says of every series in it. */
export const ofSeries = { sensor: SensorId, origin: OriginName };

export interface SeriesParts {
  readonly series: SeriesStore;
  readonly stations: StationDirectory;
  readonly knownStations: KnownStations;
  readonly now: () => number;
}

/** What a question selects. */
export interface Selected {
  readonly record: StationRecord;
  /** The series that have given a value; one that never did is not among them. */
  readonly keys: readonly SeriesKey[];
  readonly selection: Selection;
  /** Where the station was in the range, in order of time. */
  readonly places: readonly KnownPlace[];
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

/** What of a question stays the same from page to page. */
export const cursorOf = ({
  station,
  quantity,
  sensor,
  origin,
  every,
  zone,
}: Question): CursorOf => [station, quantity, sensor, origin, every, zone];

const selectionOf = (query: Question, now: number): Selection => {
  const rest = query.cursor === undefined ? undefined : readCursor(query.cursor, cursorOf(query));
  const until = rest?.until ?? query.until ?? now;
  const from = rest?.from ?? query.from ?? until - DAY_MS;
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
    variant: query.variant as Variant | undefined,
    from,
    until,
  };
};

const demandSeen = (view: StationView, { from, until }: Selection): void => {
  const hidden = hiddenIn(view, { from, until });
  if (hidden === undefined) return;
  const [start, end] = [Math.max(hidden.from, from), Math.min(hidden.until, until)];
  throw new Problem(
    placeProblems.range_hidden,
    `What was measured from ${isoInstant(start)} until ${isoInstant(end)} is shown to nobody else than the host of then: ask for a range before or after.`,
  );
};

/** The station, its series and the range that a question names, or why it cannot be answered. */
export const selected = async (
  { series, stations, knownStations, now }: SeriesParts,
  query: Question,
  view: StationView,
): Promise<Selected> => {
  const record = await stationOf(stations, query.station);
  const selection = selectionOf(query, now());
  demandSeen(view, selection);
  const found = { record, keys: await seriesOf(series, query), selection };
  return { ...found, places: placesIn(knownStations.find(query.station)?.places ?? [], selection) };
};

const placesIn = (places: readonly KnownPlace[], range: Range): readonly KnownPlace[] =>
  places.filter(
    ({ since, until = Number.POSITIVE_INFINITY }) => since < range.until && until > range.from,
  );

/** The same of the beginning of its range, which a page answers. */
export const cutTo = (found: Selected, until: number): Selected => {
  const selection = { ...found.selection, until };
  return { ...found, selection, places: placesIn(found.places, selection) };
};

export const headOf = (
  { station, quantity }: Query,
  { selection: { from, until }, places }: Pick<Selected, "selection" | "places">,
) => {
  const { unit, averaging } = quantities[quantity];
  return {
    ...{ station, quantity, unit, averaging, from: isoInstant(from), until: isoInstant(until) },
    ...(places.length === 0
      ? {}
      : {
          places: places.map(({ since, until: end, lat, lon, isExact }) => ({
            from: isoInstant(since),
            ...(end === undefined ? {} : { until: isoInstant(end) }),
            lat,
            lon,
            precision: isExact ? ("exact" as const) : ("cell" as const),
          })),
        }),
  };
};

/** Of a table: where the station was when each value was measured. No column where nobody ever said. */
export const placeColumns = (places: readonly KnownPlace[]): readonly string[] =>
  places.length === 0 ? [] : ["lat", "lon"];

export const placeCells = (places: readonly KnownPlace[], at: number) => {
  const place = places.length === 0 ? undefined : placeAt(places, at);
  return place === undefined ? {} : { lat: place.lat, lon: place.lon };
};
