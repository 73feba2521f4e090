import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import type { StationView } from "../access/station-view.ts";
import { cadencesOf } from "../stations/station.ts";
import { answered, leaving, type SendText, textOf } from "./answers.ts";
import { type AskedIntervals, intervalsOf } from "./asked-intervals.ts";
import { MADE_AT_ONCE, MOST_STATIONS } from "./limits.ts";
import { tellLost } from "./lost-parts.ts";
import { columns, Mean, type MeanPiece, MeansQuery, meanWriter, rowOfMean } from "./means.ts";
import type { Asked } from "./points.ts";
import { head, headOf, ofSeries, type Selected, type SeriesParts, selected } from "./selection.ts";
import type { Bucket, SeriesStore } from "./store.ts";

export const MeansOfStationsQuery = MeansQuery.omit({
  station: true,
  sensor: true,
  limit: true,
  cursor: true,
}).extend({
  stations: z
    .string()
    .max(MOST_STATIONS * 65)
    .transform((text, context): readonly string[] => {
      const names = [...new Set(text.split(","))];
      if (names.length <= MOST_STATIONS && names.every((name) => StationId.safeParse(name).success))
        return names;
      context.addIssue({
        code: "custom",
        message: `must be 1 to ${MOST_STATIONS} names of stations, with commas between them`,
      });
      return z.NEVER;
    })
    .meta({ description: `Names of stations, with commas between them: ${MOST_STATIONS} at most` }),
});
export type MeansOfStationsQuery = z.infer<typeof MeansOfStationsQuery>;

const { station: _, places: __, ...headOfAll } = head;

export const MeansOfStationsAnswer = z
  .object({
    ...headOfAll,
    every: z.string(),
    zone: z.string().optional(),
    series: z.array(z.object({ station: StationId, ...ofSeries, points: z.array(Mean) })),
  })
  .meta({ id: "MeansOfStations" });
export type MeansOfStationsAnswer = z.infer<typeof MeansOfStationsAnswer>;

/** Stations whose means are made at once: one at least. */
function* together(all: readonly Selected[], made: number): Generator<readonly Selected[]> {
  let some: Selected[] = [];
  let means = 0;
  for (const one of all) {
    const more = made * one.keys.length;
    if (some.length > 0 && means + more > MADE_AT_ONCE) {
      yield some;
      [some, means] = [[], 0];
    }
    some.push(one);
    means += more;
  }
  if (some.length > 0) yield some;
}

/** `expected` follows what the sensors said of themselves: what their gaps show would be a question for each. */
async function* piecesOf(
  series: SeriesStore,
  all: readonly Selected[],
  { made, windows }: AskedIntervals,
  signal: AbortSignal,
): AsyncGenerator<MeanPiece> {
  for (const some of together(all, made)) {
    const [first] = some;
    if (first === undefined) continue;
    const records = new Map(some.map(({ record }) => [record.id, record]));
    const stations = [...records.keys()];
    const pieces: MeanPiece[] = [];
    for (const { buckets, ...range } of windows(MADE_AT_ONCE)) {
      const found = await answered(
        series.aggregate({ ...first.selection, ...range, stations, buckets }, { signal }),
      );
      for (const one of found) {
        const record = records.get(one.station);
        if (record !== undefined) pieces.push({ ...one, cadences: cadencesOf(record, one.sensor) });
      }
    }
    // Those of a series come together.
    const nameOf = ({ station, sensor, origin }: MeanPiece) => `${station} ${sensor} ${origin}`;
    for (const ofSeries of Map.groupBy(pieces, nameOf).values()) yield* ofSeries;
  }
}

/** `viewOf` refuses the request where a station is not seen. */
export const meansOfStationsAnswer = async (
  parts: SeriesParts,
  send: SendText,
  { stations, ...query }: MeansOfStationsQuery,
  {
    viewOf,
    format,
    reply,
  }: Omit<Asked, "view"> & { readonly viewOf: (station: string) => StationView },
): Promise<MeansOfStationsAnswer> => {
  const now = parts.now();
  const all: Selected[] = [];
  for (const station of stations)
    all.push(await selected({ ...parts, now: () => now }, { ...query, station }, viewOf(station)));
  const [first] = all as [Selected];
  const count = all.reduce((sum, { keys }) => sum + keys.length, 0);
  const intervals = intervalsOf(query, first.selection, count);
  const meanOf = meanWriter(query, intervals, now);
  const { station: _, ...said } = headOf({ ...query, station: "" }, { ...first, places: [] });
  return send(reply, format, intervals.made * count, () =>
    textOf<Bucket, MeanPiece>(format, query, {
      head: {
        ...said,
        every: query.every,
        ...(query.zone === undefined ? {} : { zone: query.zone }),
        ...tellLost(reply, intervals.lost(parts.series.kept())),
      },
      columns,
      pieces: piecesOf(parts.series, all, intervals, leaving(reply)),
      toPoint: meanOf,
      toRow: (bucket, piece) => rowOfMean(meanOf(bucket, piece)),
    }),
  );
};
