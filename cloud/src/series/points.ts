import { Flag } from "@datacityzen/hardware/flags";
import * as z from "zod";
import type { StationView } from "../access/station-view.ts";
import type { Answering } from "../api/api.ts";
import type { Format } from "../api/formats.ts";
import { isoInstant } from "../api/times.ts";
import { answered, leaving, type SendText, textOf, tooMany } from "./answers.ts";
import { MADE_AT_ONCE, MOST_POINTS } from "./limits.ts";
import {
  head,
  headOf,
  ofSeries,
  placeCells,
  placeColumns,
  type Query,
  type SeriesParts,
  selected,
} from "./selection.ts";
import type { Point, Selection, SeriesKey, SeriesStore } from "./store.ts";
import type { Piece } from "./text.ts";

const RawPoint = z.object({
  at: z.iso.datetime(),
  received: z.iso.datetime(),
  value: z.number(),
  flags: z.array(Flag),
  first: z
    .number()
    .optional()
    .meta({ description: "The value that came first, where a person chose another" }),
});

export const RawAnswer = z
  .object({
    ...head,
    series: z.array(z.object({ ...ofSeries, points: z.array(RawPoint) })),
  })
  .meta({ id: "Series" });
export type RawAnswer = z.infer<typeof RawAnswer>;

const columns = [
  ...["station", "sensor", "origin", "quantity", "unit"],
  ...["at", "value", "received", "flags", "first"],
];

/** The points of each series in turn, read as they are asked for. */
async function* rawPieces(
  series: SeriesStore,
  selection: Selection,
  keys: readonly SeriesKey[],
  points: number,
  signal: AbortSignal,
): AsyncGenerator<Piece<Point>> {
  if (points <= MADE_AT_ONCE) {
    yield* await answered(series.read(selection, { signal }));
    return;
  }
  for (const { sensor, origin } of keys)
    for await (const some of series.stream(
      { ...selection, sensors: [sensor], origins: [origin] },
      { signal },
    ))
      yield* some;
}

/** Who asks, and how they are answered. */
export interface Asked {
  readonly view: StationView;
  readonly format: Format;
  readonly reply: Answering;
}

export const rawAnswer = async (
  parts: SeriesParts,
  send: SendText,
  query: Query,
  { view, format, reply }: Asked,
): Promise<RawAnswer> => {
  const found = await selected(parts, query, view);
  const { keys, selection, places } = found;
  const signal = leaving(reply);
  const count = await answered(parts.series.count(selection, { signal }));
  if (count > MOST_POINTS)
    throw tooMany(
      `The range holds ${count} points`,
      "ask for a shorter range, or for means (/api/v1/series/means).",
    );
  return send(reply, format, count, () =>
    textOf<Point, Piece<Point>>(format, query, {
      head: headOf(query, found),
      columns: [...columns, ...placeColumns(places)],
      pieces: rawPieces(parts.series, selection, keys, count, signal),
      toPoint: ({ at, received, flags, ...point }) => ({
        ...point,
        at: isoInstant(at),
        received: isoInstant(received),
        flags,
      }),
      toRow: ({ at, value, received, flags }) => ({
        at: isoInstant(at),
        value,
        received: isoInstant(received),
        flags: flags.join(" "),
        ...placeCells(places, at),
      }),
    }),
  );
};
