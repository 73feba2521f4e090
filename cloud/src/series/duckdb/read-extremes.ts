import { setImmediate as turn } from "node:timers/promises";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { DuckDBConnection } from "@duckdb/node-api";
import { readNumbers } from "../../duckdb/number-columns.ts";
import { ROW, WIDEST_ROW } from "../days/sums-row.ts";
import { mistakesOf } from "../mistakes.ts";
import type { Buckets } from "../store.ts";
import { type BucketSums, bucketAt } from "./aggregate.ts";
import { type AskedSeries, boundsOf } from "./points-sql.ts";

/** 20 bytes each while they are read. */
const MOST_POINTS = 1_200_000;
/** Others have their turn: a millisecond of work. */
const PIECES_OF_A_TURN = 64;

/** Rows of a piece that follow each other, all of one series and one bucket. */
interface Run {
  readonly instants: Float64Array;
  readonly values: Float64Array;
  readonly first: number;
  /** The row after the last. */
  readonly end: number;
}

/** A run without the values that no instrument gives, as a row of sums that has counts and extremes alone. */
const withoutMistakes = (
  { instants, values, first, end }: Run,
  isMistake: (value: number) => boolean,
  into: Float64Array,
): void => {
  into[ROW.count] = 0;
  into[ROW.leftOut] = 0;
  for (let row = first; row < end; row++) {
    const value = values[row] as number;
    if (isMistake(value)) {
      into[ROW.leftOut] = (into[ROW.leftOut] as number) + 1;
      continue;
    }
    const isFirst = into[ROW.count] === 0;
    into[ROW.count] = (into[ROW.count] as number) + 1;
    if (isFirst || value < (into[ROW.least] as number)) {
      into[ROW.least] = value;
      into[ROW.leastAt] = instants[row] as number;
    }
    if (isFirst || value > (into[ROW.greatest] as number)) {
      into[ROW.greatest] = value;
      into[ROW.greatestAt] = instants[row] as number;
    }
  }
};

/**
 * Finds the extremes of buckets in points themselves (`points`: as `pointsOf` asks for them): a million of them are read and gone
 * through in a third of the time in which DuckDB finds the instants of extremes. False, and nothing is added, where they are too
 * many for memory.
 */
export const addExtremes = async (
  connection: DuckDBConnection,
  series: readonly AskedSeries[],
  points: string,
  buckets: Buckets,
  { targetOf }: BucketSums,
): Promise<boolean> => {
  const pieces = await readNumbers(
    connection,
    `SELECT series, instant::DOUBLE, value FROM ${points} LIMIT ${MOST_POINTS + 1}`,
    ["integer", "double", "double"],
  );
  if (pieces.reduce((sum, { rows }) => sum + rows, 0) > MOST_POINTS) return false;
  const checks = new Map<QuantityName, (value: number) => boolean>();
  const ofSeries = new Map(
    series.map(({ id, quantity }) => {
      const isMistake = checks.get(quantity) ?? mistakesOf(quantity);
      checks.set(quantity, isMistake);
      return [id, { ...targetOf(id), isMistake }] as const;
    }),
  );
  const row = new Float64Array(WIDEST_ROW);
  for (const [place, { rows, columns }] of pieces.entries()) {
    const [ids, instants, values] = columns;
    for (let first = 0; first < rows; ) {
      const id = ids[first] as number;
      const bucket = bucketAt(instants[first] as number, buckets);
      const { at: from, until } = boundsOf(bucket, buckets);
      let [least, greatest, end] = [first, first, first + 1];
      for (; end < rows && ids[end] === id; end++) {
        const at = instants[end] as number;
        if (at < from || at >= until) break;
        const value = values[end] as number;
        if (value < (values[least] as number)) least = end;
        else if (value > (values[greatest] as number)) greatest = end;
      }
      const {
        table,
        place: own,
        isMistake,
      } = ofSeries.get(id) as NonNullable<ReturnType<typeof ofSeries.get>>;
      // What is no extreme hides none, mistake or not.
      if (isMistake(values[least] as number) || isMistake(values[greatest] as number))
        withoutMistakes({ instants, values, first, end }, isMistake, row);
      else {
        row[ROW.count] = end - first;
        row[ROW.leftOut] = 0;
        row[ROW.least] = values[least] as number;
        row[ROW.leastAt] = instants[least] as number;
        row[ROW.greatest] = values[greatest] as number;
        row[ROW.greatestAt] = instants[greatest] as number;
      }
      table.add(own, bucket, row, 0);
      first = end;
    }
    if (place % PIECES_OF_A_TURN === PIECES_OF_A_TURN - 1) await turn();
  }
  return true;
};
