import { quantities } from "@datacityzen/hardware/quantities";
import { refuse } from "../../duckdb/readers.ts";
import { HOUR_MS } from "../days/day-block.ts";
import { extremesOfSums } from "../extremes.ts";
import type { Bucket, Buckets, OfSeries, Range, ReadOptions, SeriesStore } from "../store.ts";
import { addSummedHours, type BucketSums, createBucketSums } from "./aggregate.ts";
import type { Choices } from "./choices.ts";
import type { DaySums } from "./day-sums.ts";
import { addKeptSums } from "./kept-sums.ts";
import { type AskedSeries, pointsOf } from "./points-sql.ts";
import { addExtremes } from "./read-extremes.ts";
import type { SealedDays } from "./sealed-days.ts";
import { keyOf, type Select } from "./selection.ts";
import type { Series } from "./series-catalogue.ts";
import { slicesOf } from "./slices.ts";
import { readSums, sumsOfPoints } from "./sum-hours.ts";

/** The part of a range in which the series can have points, up to whole hours: these may be summed up. */
const extentOf = (chosen: readonly Series[], { from, until }: Range): Range => {
  let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { known } of chosen) {
    oldest = Math.min(oldest, known.oldest());
    newest = Math.max(newest, known.newest());
  }
  return {
    from: Math.max(from, Math.floor(oldest / HOUR_MS) * HOUR_MS),
    until: Math.min(until, Math.floor(newest / HOUR_MS + 1) * HOUR_MS),
  };
};

/** About how many points one question sums up; the next in the queue has its turn after it. */
const POINTS_OF_A_SLICE = 1_000_000;
const USUAL_CADENCE_MS = 60_000;

/** How many series are asked for at a time in a range, of which some are asked for in parts alone. */
const seriesAtOnce = (series: readonly AskedSeries[], range: Range): number =>
  series.reduce((sum, { part = range }) => sum + part.until - part.from, 0) /
  (range.until - range.from);

const isIn = ({ from, until }: Range, { part }: AskedSeries): boolean =>
  part === undefined || (part.from < until && part.until > from);

export interface AggregateSelectionOptions {
  readonly days: SealedDays;
  readonly choices: Choices;
  readonly sums: DaySums;
  readonly select: Select;
  readonly readDeadlineMs: number;
}

interface SumsWanted {
  /** All series of a quantity in one. */
  readonly areTogether: boolean;
  /** Nothing but counts and extremes is looked at. */
  readonly areExtremesAlone: boolean;
}

/** Answers questions for the means of a selection, of each series or of all together. */
export const createAggregateSelection = ({
  days,
  choices,
  sums,
  select,
  readDeadlineMs,
}: AggregateSelectionOptions): Pick<
  SeriesStore,
  "aggregate" | "extremes" | "aggregateTogether"
> => {
  /** Sums by bucket, from hours that were summed up, from what is kept of days without points, and from points. */
  const sumUp = async (
    chosen: readonly Series[],
    selection: Range,
    buckets: Buckets,
    wanted: ReadOptions & SumsWanted,
  ): Promise<BucketSums> => {
    const { areTogether, areExtremesAlone, ...options } = wanted;
    const began = performance.now();
    const deadlineMs = () => began + readDeadlineMs - performance.now();
    const check = () => {
      if (options.signal?.aborted === true) throw refuse("aborted");
      if (deadlineMs() <= 0) throw refuse("deadline");
    };
    check();
    const range = extentOf(chosen, selection);
    const found = createBucketSums(chosen, range, buckets, { areTogether });
    const since = days.keptSince();
    const unsummed = await addSummedHours(chosen, range, buckets, sums, found, check);
    let isFirst = true;
    for (const { range: asked, series } of unsummed) {
      await addKeptSums(days, series, asked, since.values, buckets, found, check);
      const part = { from: Math.max(asked.from, since.values), until: asked.until };
      if (part.from >= part.until) continue;
      const width = (POINTS_OF_A_SLICE / seriesAtOnce(series, part)) * USUAL_CADENCE_MS;
      // Quantities that are summed up alike share a question.
      const kinds = Map.groupBy(series, ({ quantity }) => quantities[quantity].averaging);
      for (const slice of slicesOf(part, buckets, width))
        for (const ofKind of kinds.values()) {
          const alike = ofKind.filter((one) => isIn(slice, one));
          if (alike.length === 0) continue;
          const isDecided = alike.some(({ id }) => choices.of(id) !== undefined);
          await days.query(
            async (connection, tableOf) => {
              const asked = { isDecided, tableOf };
              if (areExtremesAlone) {
                const points = pointsOf(alike, slice, asked);
                if (await addExtremes(connection, alike, points, buckets, found)) return;
              }
              await readSums(
                connection,
                sumsOfPoints(alike, slice, buckets, asked),
                (id, bucket, numbers, start) => {
                  const { table, place } = found.targetOf(id);
                  table.add(place, bucket, numbers, start);
                },
              );
            },
            {
              signal: options.signal,
              deadlineMs: Math.max(0, deadlineMs()),
              ...(isFirst ? {} : { began }),
            },
          );
          isFirst = false;
        }
    }
    // Points of the range were dropped meanwhile: what was read before and after does not fit together.
    const present = days.keptSince();
    const isChanged = present !== since && range.from < present.values;
    return isChanged ? sumUp(chosen, selection, buckets, wanted) : found;
  };

  const ofEach = async (
    { buckets, ...selection }: Parameters<SeriesStore["aggregate"]>[0],
    areExtremesAlone: boolean,
    options?: ReadOptions,
  ): Promise<OfSeries<Bucket>[]> => {
    const chosen = select(selection);
    const wanted = { ...options, areTogether: false, areExtremesAlone };
    const found = await sumUp(chosen, selection, buckets, wanted);
    return chosen.flatMap((series) => {
      const points = found.points(series);
      return points.length === 0 ? [] : [{ ...keyOf(series), points }];
    });
  };

  return {
    aggregate: (selection, options) => ofEach(selection, false, options),

    extremes: async (selection, options) => extremesOfSums(await ofEach(selection, true, options)),

    async aggregateTogether({ buckets, ...selection }, options) {
      const chosen = select(selection);
      const found = await sumUp(chosen, selection, buckets, {
        ...options,
        areTogether: true,
        areExtremesAlone: false,
      });
      const byQuantity = new Map(chosen.map((series) => [series.quantity, series]));
      return [...new Set(selection.quantities)].flatMap((quantity) => {
        const series = byQuantity.get(quantity);
        const points = series === undefined ? [] : found.points(series);
        return points.length === 0 ? [] : [{ quantity, points }];
      });
    },
  };
};
