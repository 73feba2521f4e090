import { quantities } from "@datacityzen/hardware/quantities";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DAY_MS, type DayBlock, dayOf, emptyBlock, HOUR_MS } from "../days/day-block.ts";
import { type RowAt, widthOf } from "../days/sums-row.ts";
import { gridStart, type Range } from "../store.ts";
import type { TakeRow } from "./aggregate.ts";
import { POINTS_EVER, startBefore } from "./points-ever.ts";
import { type AskedSeries, boundsOf, bucketed, kindsOf, pointsOf } from "./points-sql.ts";
import type { SealedDays } from "./sealed-days.ts";
import { sumsSql, withoutMistakes } from "./sums-sql.ts";

/** Calls `take` with each row of an answer whose columns are all DOUBLE and none null: series, bucket, sums. */
export const readSums = async (
  connection: DuckDBConnection,
  sql: string,
  take: TakeRow<number>,
): Promise<void> => {
  const result = await connection.run(sql);
  for (const chunk of await result.fetchAllChunks()) {
    const { rowCount, columnCount } = chunk;
    const width = columnCount - 2;
    const numbers = new Float64Array(rowCount * width);
    for (let column = 0; column < width; column++) {
      const vector = chunk.getColumnVector(column + 2);
      for (let row = 0; row < rowCount; row++)
        numbers[row * width + column] = vector.getItem(row) as number;
    }
    const [series, bucket] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
    for (let row = 0; row < rowCount; row++)
      take(series.getItem(row) as number, bucket.getItem(row) as number, numbers, row * width);
  }
};

/** Rows of sums of series that are averaged alike, in the order of series and bucket. */
export const sumsOfPoints = (
  alike: readonly AskedSeries[],
  range: Range,
  buckets: Parameters<typeof bucketed>[1],
  options: Parameters<typeof pointsOf>[2],
): string => {
  const [first] = alike;
  const averaging = quantities[first?.quantity ?? "pm2_5"].averaging;
  const points = bucketed(pointsOf(alike, range, options), buckets);
  return `
    SELECT series::DOUBLE, bucket::DOUBLE, ${sumsSql(averaging)}
    FROM ${withoutMistakes(points, kindsOf(alike))}
    GROUP BY series, bucket ORDER BY series, bucket`;
};

/** How many rows of what sums depend on a store ever had; points that were sealed since are counted, too. */
export interface StoreSize {
  readonly points: number;
  readonly choices: number;
  readonly flagChanges: number;
}

export const sizeOf = async (connection: DuckDBConnection): Promise<StoreSize> => {
  const rows = await connection.runAndReadAll(
    `SELECT (${POINTS_EVER}), (SELECT count(*) FROM choice), (SELECT count(*) FROM flag_change)`,
  );
  const [points = 0, choices = 0, flagChanges = 0] = (rows.getRows()[0] ?? []).map(Number);
  return { points, choices, flagChanges };
};

/** What tells a store of some size from another one that was like it once. */
export const lastPoint = (connection: DuckDBConnection, { points }: StoreSize): Promise<string> =>
  startBefore(connection, points);

export interface SummedHours {
  /** One for each of the series. */
  readonly blocks: ReadonlyMap<number, DayBlock>;
  /** The store had not more than this when they were summed. */
  readonly seen: StoreSize;
  readonly last: string;
}

/** A question among others: the next in the queue waits no longer for it. */
const SHORT_MS = 40;
const LONG_MS = 100;
const LEAST_AT_ONCE = 24;
const MOST_AT_ONCE = 200_000;

/** Sums up hours of a day of some series, in parts that take about as long as other questions. */
export const createHourSums = (
  days: Pick<SealedDays, "query" | "reading" | "sumsInFiles" | "view">,
  signal: AbortSignal,
) => {
  /** Hours of series. */
  let atOnce = 2000;

  const hasSums = ({ from }: Range): boolean =>
    days.view.sums.some(({ day, until }) => day <= dayOf(from) && until > dayOf(from));

  const blocksOf = (
    series: readonly AskedSeries[],
    rows: ReadonlyMap<number, { readonly hours: number; readonly rows: readonly RowAt[] }>,
  ): ReadonlyMap<number, DayBlock> => {
    const blocks = new Map<number, DayBlock>();
    for (const { id, quantity } of series) {
      const found = rows.get(id);
      const width = widthOf(quantities[quantity].averaging);
      if (found === undefined || found.hours === 0) {
        blocks.set(id, emptyBlock);
        continue;
      }
      const numbers = new Float64Array(found.rows.length * width);
      for (const [place, row] of found.rows.entries())
        numbers.set(row.numbers.subarray(row.start, row.start + width), place * width);
      blocks.set(id, { hours: found.hours, rows: numbers });
    }
    return blocks;
  };

  const rowsFor = (series: readonly AskedSeries[]) =>
    new Map<number, { hours: number; readonly rows: RowAt[] }>(
      series.map(({ id }) => [id, { hours: 0, rows: [] }]),
    );

  /** Of a day whose points were dropped. */
  const ofFile = async (series: readonly AskedSeries[], range: Range): Promise<SummedHours> => {
    const rows = rowsFor(series);
    await days.reading((view) =>
      days.sumsInFiles(view, series, range, (id, from, until, row) => {
        const found = rows.get(id);
        if (found === undefined || until - from !== HOUR_MS) return;
        found.hours |= 1 << ((from - dayOf(from) * DAY_MS) / HOUR_MS);
        found.rows.push(row);
      }),
    );
    const seen = await days.query(sizeOf, { signal });
    const last = await days.query((connection) => lastPoint(connection, seen), { signal });
    return { blocks: blocksOf(series, rows), seen, last };
  };

  const ofPoints = async (
    series: readonly AskedSeries[],
    { from, until }: Range,
    pause: (ms: number) => Promise<void>,
  ): Promise<SummedHours> => {
    const rows = rowsFor(series);
    let seen: StoreSize = { points: 0, choices: 0, flagChanges: 0 };
    let last = "";
    for (const alike of Map.groupBy(series, (one) => quantities[one.quantity].averaging).values())
      for (let start = from; start < until; ) {
        const hours = Math.max(1, Math.floor(atOnce / alike.length));
        const end = Math.min(until, start + hours * HOUR_MS);
        const began = performance.now();
        await days.query(
          async (connection, tableOf) => {
            await readSums(
              connection,
              // What was decided may be on its way into memory.
              sumsOfPoints(
                alike,
                { from: start, until: end },
                { every: HOUR_MS },
                { isDecided: true, tableOf },
              ),
              (id, bucket, numbers, start) => {
                const found = rows.get(id);
                const { at } = boundsOf(bucket, { every: HOUR_MS });
                if (found === undefined) return;
                found.hours |= 1 << ((at - gridStart(at, 24 * HOUR_MS)) / HOUR_MS);
                found.rows.push({ numbers, start });
              },
            );
            seen = await sizeOf(connection);
            last = await lastPoint(connection, seen);
          },
          { signal },
        );
        const took = performance.now() - began;
        if (took > LONG_MS) atOnce = Math.max(LEAST_AT_ONCE, Math.floor(atOnce / 2));
        else if (took < SHORT_MS) atOnce = Math.min(MOST_AT_ONCE, 2 * atOnce);
        start = end;
        await pause(took);
      }
    return { blocks: blocksOf(series, rows), seen, last };
  };

  /** `range` lies within one day. */
  return async (
    series: readonly AskedSeries[],
    range: Range,
    pause: (ms: number) => Promise<void>,
  ): Promise<SummedHours> => {
    if (hasSums(range)) return ofFile(series, range);
    const summed = await ofPoints(series, range, pause);
    // Its points may have been dropped between two of the questions.
    return hasSums(range) ? ofFile(series, range) : summed;
  };
};
