import { Flag } from "@datacityzen/hardware/flags";
import * as z from "zod";
import type { StationView } from "../access/station-view.ts";
import type { Answering } from "../api/api.ts";
import type { Format } from "../api/formats.ts";
import { isoInstant } from "../api/times.ts";
import { answered, isPaged, leaving, nextPage, type SendText, textOf, tooMany } from "./answers.ts";
import { MADE_AT_ONCE, MOST_POINTS } from "./limits.ts";
import { lostParts, tellLost } from "./lost-parts.ts";
import { firstPage } from "./page.ts";
import {
  cursorOf,
  cutTo,
  head,
  headOf,
  next,
  ofSeries,
  Paged,
  placeCells,
  placeColumns,
  Query,
  type SeriesParts,
  selected,
} from "./selection.ts";
import type { Point, Range, Selection, SeriesKey, SeriesStore } from "./store.ts";
import type { Piece } from "./text.ts";

export const RawQuery = Query.extend(Paged);
export type RawQuery = z.infer<typeof RawQuery>;

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
    next,
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
  query: RawQuery,
  { view, format, reply }: Asked,
): Promise<RawAnswer> => {
  const asked = await selected(parts, query, view);
  const signal = leaving(reply);
  const count = (range: Range) =>
    answered(parts.series.count({ ...asked.selection, ...range }, { signal }));
  const page = isPaged(query)
    ? await firstPage(asked.selection, query.limit ?? MOST_POINTS, count)
    : { ...asked.selection, points: await count(asked.selection) };
  if (!isPaged(query) && page.points > MOST_POINTS)
    throw tooMany(
      `The range holds ${page.points} points`,
      `ask for a shorter range, for means (/api/v1/series/means), for a chart's points (/api/v1/series/chart), or in pages ("limit=${MOST_POINTS}", then "cursor" with what "next" says).`,
    );
  const found = cutTo(asked, page.until);
  const lost = tellLost(reply, lostParts(parts.series.kept(), found.selection));
  const { keys, selection, places } = found;
  const more = nextPage(reply, { from: page.until, until: asked.selection.until }, cursorOf(query));
  return send(reply, format, page.points, () =>
    textOf<Point, Piece<Point>>(format, query, {
      head: { ...headOf(query, found), ...lost, ...more },
      columns: [...columns, ...placeColumns(places)],
      pieces: rawPieces(parts.series, selection, keys, page.points, signal),
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
