import { likelyMistake } from "@datacityzen/hardware/plausibility";
import * as z from "zod";
import { isoDuration, isoInstant } from "../api/times.ts";
import { cadencesOf } from "../stations/station.ts";
import { answered, leaving, type SendText, textOf } from "./answers.ts";
import { MOST_POINTS } from "./limits.ts";
import { lostParts, shortestKept, tellLost } from "./lost-parts.ts";
import type { Asked } from "./points.ts";
import {
  head,
  headOf,
  ofSeries,
  placeCells,
  placeColumns,
  Query,
  type SeriesParts,
  selected,
} from "./selection.ts";
import { type Extremes, gridStart, type OfSeries, type Range, type SeriesKey } from "./store.ts";
import type { Piece } from "./text.ts";

/** As wide as any screen. */
const MOST_ASKED = 10_000;
/** As few as a curve needs. */
const FEWEST_ASKED = 4;
const HOUR_MS = 3_600_000;
const SECOND_MS = 1000;
/** So many times the points that are drawn are surely too many to send each, though some are missing. */
const MANY = 4;

export const ChartQuery = Query.extend({
  points: z.coerce
    .number()
    .int()
    .min(FEWEST_ASKED)
    .max(MOST_ASKED)
    .default(1000)
    .describe(
      "At most so many points of each series: twice as many as the chart has pixels across",
    ),
});
export type ChartQuery = z.infer<typeof ChartQuery>;

const ChartPoint = z.object({
  at: z.iso.datetime(),
  value: z.number().nullable().meta({
    description:
      "Null where nothing was measured for longer than `every`: the line is broken there",
  }),
});

export const ChartAnswer = z
  .object({
    ...head,
    every: z.string().optional().meta({
      description:
        "Of each interval of this length the least and the greatest value are given, at their instants. Absent where all values are given",
    }),
    series: z.array(z.object({ ...ofSeries, points: z.array(ChartPoint) })),
  })
  .meta({ id: "Chart" });
export type ChartAnswer = z.infer<typeof ChartAnswer>;

interface Drawn {
  readonly at: number;
  readonly value: number | null;
}

/**
 * The length of intervals on the grid of which a range touches at most `most`. From an hour on whole hours: these were
 * summed up before. `shortest`: of an hour, or a day, where sums of these are all that is kept.
 */
export const drawnEvery = ({ from, until }: Range, most: number, shortest = 1): number => {
  const least = Math.max(shortest, (until - from) / Math.max(1, most - 1));
  if (shortest > HOUR_MS) return Math.ceil(least / shortest) * shortest;
  const step = least > HOUR_MS ? HOUR_MS : least > SECOND_MS ? SECOND_MS : 1;
  return Math.max(1, Math.ceil(least / step) * step);
};

/** How many points each of some series gets at most: a station has a hundred sensors, and one answer carries their points. */
export const pointsOfEach = (asked: number, seriesCount: number): number =>
  Math.max(FEWEST_ASKED, Math.min(asked, Math.floor(MOST_POINTS / Math.max(1, seriesCount))));

/**
 * The least and the greatest value of each interval, in order of time, and one null in each gap. A gap is longer than an
 * interval, and than two readings in turn are apart (`spacing`).
 */
export const extremesDrawn = (
  intervals: readonly Extremes[],
  every: number,
  spacing: number,
): readonly Drawn[] => {
  const drawn: Drawn[] = [];
  let end: number | undefined;
  let last: number | undefined;
  for (const { from, minimum, maximum } of intervals) {
    const start = gridStart(from, every);
    const pair = [minimum, maximum].toSorted((one, other) => one.at - other.at);
    const [first = minimum, second = maximum] = pair;
    if (end !== undefined && last !== undefined && start > end && first.at - last > 2 * spacing)
      drawn.push({ at: end, value: null });
    drawn.push({ at: first.at, value: first.value });
    if (second.at !== first.at) drawn.push({ at: second.at, value: second.value });
    end = start + every;
    last = second.at;
  }
  return drawn;
};

const columns = ["station", "sensor", "origin", "quantity", "unit", "at", "value"];

export const chartAnswer = async (
  parts: SeriesParts,
  send: SendText,
  query: ChartQuery,
  { view, format, reply }: Asked,
): Promise<ChartAnswer> => {
  const found = await selected(parts, query, view);
  const { record, keys, selection, places } = found;
  const { series } = parts;
  const options = { signal: leaving(reply) };
  const most = pointsOfEach(query.points, keys.length);
  const shortest = shortestKept(series.kept(), selection);
  const every = drawnEvery(selection, Math.floor(most / 2), shortest);

  const isFew = (points: number): boolean => points <= most;
  /** All points; undefined where they are too many after all, of which some came meanwhile. */
  const readAll = async (): Promise<OfSeries<Drawn>[] | undefined> => {
    const read = await answered(series.read(selection, options));
    const all = read.map(({ points, ...key }) => ({
      ...key,
      points: points.filter(({ value }) => likelyMistake(query.quantity, value) === undefined),
    }));
    return all.every(({ points }) => isFew(points.length)) ? all : undefined;
  };
  const spacing = ({ sensor }: SeriesKey): number =>
    cadencesOf(record, sensor).reduce((most, cadence) => Math.max(most, cadence.every), 0);
  const sumUp = () => answered(series.extremes({ ...selection, buckets: { every } }, options));
  const extremesOf = (summed: Awaited<ReturnType<typeof sumUp>>): OfSeries<Drawn>[] =>
    summed.map(({ points, ...key }) => ({
      ...key,
      points: extremesDrawn(points, every, spacing(key)),
    }));

  const { from, until } = selection;
  /** By how often its sensors measure: to count them besides would be another reading of all. */
  const isLikelyMany = keys.some(
    (key) => until - from > MANY * most * spacing(key) && spacing(key) > 0,
  );
  /** Of a long range the sums say how many points it holds, of a short one counting is sooner done. */
  const summed = every < HOUR_MS && !isLikelyMany ? undefined : await sumUp();
  const points =
    summed === undefined
      ? await answered(series.count(selection, options))
      : summed.flatMap((one) => one.points).reduce((sum, { count }) => sum + count, 0);
  const whole = isFew(points) && shortest === undefined ? await readAll() : undefined;
  const drawn = whole ?? extremesOf(summed ?? (await sumUp()));
  const count = drawn.reduce((sum, { points }) => sum + points.length, 0);
  return send(reply, format, count, () =>
    textOf<Drawn, Piece<Drawn>>(format, query, {
      head: {
        ...headOf(query, found),
        ...(whole === undefined ? { every: isoDuration(every) } : {}),
        ...tellLost(reply, lostParts(series.kept(), selection, { every })),
      },
      columns: [...columns, ...placeColumns(places)],
      pieces: (async function* () {
        yield* drawn;
      })(),
      toPoint: ({ at, value }) => ({ at: isoInstant(at), value }),
      toRow: ({ at, value }) => ({ at: isoInstant(at), value, ...placeCells(places, at) }),
    }),
  );
};
