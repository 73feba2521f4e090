import { type ReadLimits, refuse } from "../../duckdb/readers.ts";
import type { OfSeries, Point, Range, ReadOptions, Selection, SeriesStore } from "../store.ts";
import { ReadRefused } from "../store.ts";
import { cadenceSql } from "./cadence-sql.ts";
import type { Choices } from "./choices.ts";
import type { KeptCadences } from "./kept-cadences.ts";
import { pointsOf } from "./points-sql.ts";
import { createPointReader } from "./read-points.ts";
import type { SealedDays } from "./sealed-days.ts";
import { keyOf, type Select } from "./selection.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";
import { type CountSlices, windowsOf } from "./windows.ts";

/** Points in memory for each answer that is streamed. */
const STREAMED_AT_ONCE = 20_000;

export interface ReadSelectionOptions {
  readonly catalogue: Pick<SeriesCatalogue, "find">;
  readonly days: SealedDays;
  readonly choices: Choices;
  readonly cadences: KeptCadences;
  readonly select: Select;
  readonly readDeadlineMs: number;
}

/** Answers questions for the points of a selection: how many, which, and in which cadence. */
export const createReadSelection = ({
  catalogue,
  days,
  choices,
  cadences,
  select,
  readDeadlineMs,
}: ReadSelectionOptions): Pick<SeriesStore, "count" | "read" | "stream" | "observedCadences"> => {
  const readPoints = createPointReader(days, choices);

  /** Rows (series, …) of the chosen series, by series. */
  const ask = async (
    chosen: readonly Series[],
    range: Range,
    sql: (points: string) => string,
    { signal, deadlineMs = readDeadlineMs, began, asKept }: ReadLimits & ReadOptions = {},
  ): Promise<Map<number, (readonly unknown[])[]>> => {
    const found = new Map<number, (readonly unknown[])[]>();
    if (signal?.aborted === true) throw new ReadRefused("aborted", "The asker has left.");
    if (chosen.length === 0) return found;
    const isDecided = asKept !== true && chosen.some(({ id }) => choices.of(id) !== undefined);
    const rows = await days.query(
      // The text is made when its turn comes: that of many questions at once would hold everybody up.
      async (connection, tableOf) =>
        (
          await connection.runAndReadAll(sql(pointsOf(chosen, range, { isDecided, tableOf })))
        ).getRows(),
      { signal, deadlineMs: Math.max(0, deadlineMs), began },
    );
    for (const [series, ...rest] of rows) {
      const id = Number(series);
      const ofSeries = found.get(id);
      if (ofSeries === undefined) found.set(id, [rest]);
      else ofSeries.push(rest);
    }
    return found;
  };

  const answer = <T>(
    chosen: readonly Series[],
    rows: ReadonlyMap<number, readonly (readonly unknown[])[]>,
    toPoint: (row: readonly unknown[], series: Series) => T,
  ): OfSeries<T>[] =>
    chosen.flatMap((series) => {
      const ofSeries = rows.get(series.id);
      if (ofSeries === undefined) return [];
      return [{ ...keyOf(series), points: ofSeries.map((row) => toPoint(row, series)) }];
    });

  const read = async (selection: Selection, options?: ReadOptions): Promise<OfSeries<Point>[]> => {
    const chosen = select(selection);
    if (options?.signal?.aborted === true) throw refuse("aborted");
    const found = await readPoints(chosen, selection, {
      signal: options?.signal,
      deadlineMs: readDeadlineMs,
      asKept: options?.asKept,
    });
    return chosen.flatMap((series) => {
      const points = found.get(series.id);
      return points === undefined ? [] : [{ ...keyOf(series), points }];
    });
  };

  /** How many points the slices of a range hold, over all series of a selection. */
  const countSlices =
    (selection: Selection, options?: ReadOptions): CountSlices =>
    async (range, width) => {
      const rows = await ask(
        select(selection),
        range,
        (from) => `
          SELECT 0, slice, count(*)
          FROM (SELECT (instant - ${range.from}) // ${width} AS slice FROM ${from})
          GROUP BY slice ORDER BY slice`,
        options,
      );
      return [...rows.values()].flat().map(([slice, points]) => [Number(slice), Number(points)]);
    };

  return {
    async count(selection, options) {
      const chosen = select(selection);
      const rows = await ask(
        chosen,
        selection,
        (from) => `SELECT series, count(*) FROM ${from} GROUP BY series`,
        options,
      );
      let count = 0;
      for (const [row] of rows.values()) count += Number(row?.[0]);
      return count;
    },

    read,

    // A window at a time, each a whole question: a streamed result of DuckDB's that fails ends as if it
    // were complete, and would keep a reader's place while a slow client takes it in.
    async *stream(selection, options) {
      const count = countSlices(selection, options);
      for await (const window of windowsOf(selection, STREAMED_AT_ONCE, count))
        yield await read({ ...selection, ...window }, options);
    },

    async observedCadences({ announced, ...selection }, options) {
      const chosen = select(selection);
      const rows = await ask(chosen, selection, (from) => cadenceSql(from, announced), options);
      const found = new Map(
        answer(chosen, rows, ([since, until, every]) => ({
          since: Number(since),
          until: Number(until),
          every: Number(every),
        })).map((one) => [catalogue.find(one), one.points]),
      );
      // Of points that were dropped.
      const { from } = selection;
      const until = Math.min(selection.until, days.keptSince().values);
      return chosen.flatMap((series) => {
        const before = until > from ? cadences.of(series.id, { from, until }) : [];
        const points = [...before, ...(found.get(series) ?? [])];
        return points.length === 0 ? [] : [{ ...keyOf(series), points }];
      });
    },
  };
};
