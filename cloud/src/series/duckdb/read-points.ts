import { type Flag, unpackFlags } from "@datacityzen/hardware/flags";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ReadLimits } from "../../duckdb/readers.ts";
import { DAY_MS } from "../days/day-block.ts";
import { SealedFileDamaged } from "../sealed/sealed-readers.ts";
import type { Point, Range, ReadOptions } from "../store.ts";
import type { Choices } from "./choices.ts";
import { pointsOf } from "./points-sql.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SealedView } from "./sealed-view.ts";
import type { Series } from "./series-catalogue.ts";

/** More series, or more files at a time, are asked for in SQL, on the readers' own threads and in their queue. */
const FEW_SERIES = 16;
const FEW_DAYS = 400;
const MOST_AT_ONCE = 4;
/** Of a range that is sealed in many pieces, all is asked for in SQL. */
const MOST_PIECES = 8;

/** For points as they were kept. */
const noChoices: Pick<Choices, "of"> = { of: () => undefined };

/** How points are shown, and where they are collected. */
interface Collected {
  readonly choices: Pick<Choices, "of">;
  readonly flagsOf: (mask: number) => readonly Flag[];
  readonly found: PointsOfSeries;
}

/** By the id of the series. */
export type PointsOfSeries = Map<number, Point[]>;

interface Piece extends Range {
  /** Whether all of it stands in files, and in files alone. */
  readonly isSealed: boolean;
}

/** Parts of a range that follow each other; undefined where that is not worth it. */
const piecesOf = (
  days: SealedDays,
  view: SealedView,
  { from, until }: Range,
): readonly Piece[] | undefined => {
  const sealed = days.sealedIn(view, { from, until });
  if (sealed.length === 0 || sealed.length > FEW_DAYS) return undefined;
  const pieces: Piece[] = [];
  let start = from;
  const add = (end: number, isSealed: boolean): void => {
    if (end <= start) return;
    const last = pieces.at(-1);
    if (last?.isSealed === isSealed) pieces[pieces.length - 1] = { ...last, until: end };
    else pieces.push({ from: start, until: end, isSealed });
    start = end;
  };
  for (const day of sealed) {
    const ofDay = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
    add(Math.min(until, ofDay.from), false);
    add(Math.min(until, ofDay.until), !days.hasLateIn(ofDay));
  }
  add(until, false);
  return pieces.length > MOST_PIECES || !pieces.some(({ isSealed }) => isSealed)
    ? undefined
    : pieces;
};

/** Where the series can have points. */
const extentOf = (chosen: readonly Series[], { from, until }: Range): Range => {
  let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { known } of chosen) {
    oldest = Math.min(oldest, known.oldest());
    newest = Math.max(newest, known.newest());
  }
  return { from: Math.max(from, oldest), until: Math.min(until, newest + 1) };
};

/** Rows that DuckDB gives, without an array for each of them. */
const readRows = async (
  connection: DuckDBConnection,
  table: string,
  flagsOf: (mask: number) => readonly Flag[],
  found: PointsOfSeries,
): Promise<void> => {
  const result = await connection.run(`
    SELECT series, instant::DOUBLE, received::DOUBLE, value, flags, first::DOUBLE
    FROM ${table} ORDER BY series, instant`);
  for (const chunk of await result.fetchAllChunks()) {
    const columns = Array.from({ length: 6 }, (_, column) => chunk.getColumnVector(column));
    const [series, at, received, value, flags, first] = columns;
    for (let row = 0; row < chunk.rowCount; row++) {
      const id = series?.getItem(row) as number;
      const before = first?.getItem(row) as number | null;
      const point: Point = {
        at: at?.getItem(row) as number,
        received: received?.getItem(row) as number,
        value: value?.getItem(row) as number,
        flags: flagsOf(flags?.getItem(row) as number),
        ...(before === null ? {} : { first: before }),
      };
      const ofSeries = found.get(id);
      if (ofSeries === undefined) found.set(id, [point]);
      else ofSeries.push(point);
    }
  }
};

/** The lists of flags of one answer: few, and shared by its points. */
const createFlagLists = (): ((mask: number) => readonly Flag[]) => {
  const lists = new Map<number, readonly Flag[]>();
  return (mask) => {
    let list = lists.get(mask);
    if (list === undefined) {
      list = unpackFlags(mask);
      lists.set(mask, list);
    }
    return list;
  };
};

/**
 * Reads the points of series in their order. Of few series, what stands in files is read there, past DuckDB, which
 * takes longer to begin than to read them.
 */
export const createPointReader = (days: SealedDays, decided: Choices) => {
  let running = 0;

  const inSql = async (
    chosen: readonly Series[],
    range: Range,
    limits: ReadLimits,
    { choices, flagsOf, found }: Collected,
  ): Promise<void> => {
    const isDecided = chosen.some(({ id }) => choices.of(id) !== undefined);
    const own: PointsOfSeries = new Map();
    await days.query((connection, tableOf) => {
      // A question that met a damaged file is asked once more.
      own.clear();
      return readRows(connection, pointsOf(chosen, range, { isDecided, tableOf }), flagsOf, own);
    }, limits);
    for (const [id, points] of own) {
      const earlier = found.get(id);
      if (earlier === undefined) found.set(id, points);
      else for (const point of points) earlier.push(point);
    }
  };

  const inFiles = async (
    view: SealedView,
    chosen: readonly Series[],
    range: Range,
    { choices, flagsOf, found }: Collected,
  ): Promise<void> => {
    const ids = chosen.map(({ id }) => id);
    for (const [id, parts] of await days.pointsInFiles(view, ids, range)) {
      const decided = choices.of(id);
      const points = found.get(id) ?? [];
      found.set(id, points);
      // Mostly all points have the same.
      let [mask, list] = [0, flagsOf(0)];
      for (const { at, received, value, flags } of parts)
        for (let place = 0; place < at.length; place++) {
          const instant = at[place] as number;
          const kept = value[place] as number;
          const own = flags[place] as number;
          if (own !== mask) [mask, list] = [own, flagsOf(own)];
          const point = {
            at: instant,
            received: received[place] as number,
            value: kept,
            flags: list,
          };
          const choice = decided?.get(instant);
          if (choice === undefined) points.push(point);
          else if (choice !== null) points.push({ ...point, value: choice, first: kept });
        }
      if (points.length === 0) found.delete(id);
    }
  };

  return async (
    chosen: readonly Series[],
    asked: Range,
    { asKept, ...limits }: ReadLimits & Pick<ReadOptions, "asKept">,
  ): Promise<PointsOfSeries> => {
    const found: PointsOfSeries = new Map();
    const choices = asKept === true ? noChoices : decided;
    const collected = { choices, flagsOf: createFlagLists(), found };
    if (chosen.length === 0) return found;
    const range = extentOf(chosen, asked);
    const isFew = chosen.length <= FEW_SERIES && running < MOST_AT_ONCE;
    running += 1;
    try {
      const isRead =
        isFew &&
        (await days.reading(async (view) => {
          const pieces = piecesOf(days, view, range);
          if (pieces === undefined) return false;
          for (const piece of pieces)
            if (piece.isSealed) await inFiles(view, chosen, piece, collected);
            else await inSql(chosen, piece, limits, collected);
          return true;
        }));
      if (isRead) return found;
    } catch (error) {
      // SQL finds the same, and has it repaired.
      if (!(error instanceof SealedFileDamaged)) throw error;
      found.clear();
    } finally {
      running -= 1;
    }
    await inSql(chosen, asked, limits, collected);
    return found;
  };
};
