import { DAY_MS, dayOf } from "../days/day-block.ts";
import type { Series } from "./series-catalogue.ts";

/** Days that follow each other. */
export const runsOf = (days: Iterable<number>): number[][] => {
  const runs: number[][] = [];
  for (const day of [...days].sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last?.at(-1) === day - 1) last.push(day);
    else runs.push([day]);
  }
  return runs;
};

/** Where fewer days than one in so many are asked, those between are not wanted. */
const SPARSE = 2;

/**
 * Days that are asked of a backlog in any order, with those between and a few around them: they come next, and read together they cost
 * a part. None before the first or after the last day that the series has.
 */
export const daysOfBacklog = (
  asked: ReadonlySet<number>,
  { known }: Pick<Series, "known">,
): ReadonlySet<number> => {
  const [first, last] = [Math.min(...asked), Math.max(...asked)];
  const span = last - first + 1;
  if (asked.size < 2 || span > SPARSE * asked.size) return asked;
  const around = Math.ceil(span / 10);
  const from = Math.min(first, Math.max(first - around, dayOf(known.oldest())));
  const until = Math.max(last, Math.min(last + around, dayOf(known.newest())));
  return new Set(Array.from({ length: until - from + 1 }, (_, index) => from + index));
};

/** Those of a station that began together follow each other; DuckDB compares with a range in half of the time. */
export const amongSql = (ids: readonly number[]): string => {
  const [least, most] = [Math.min(...ids), Math.max(...ids)];
  return most - least === ids.length - 1
    ? `series BETWEEN ${least} AND ${most}`
    : `series IN (${ids.join(", ")})`;
};

/** Of more series that do not follow each other a join is made. */
const FEW_SERIES = 64;

/** The rows that a table has of some series on days that follow each other: by a range alone DuckDB passes over parts of the table. */
export const rowsSql = (
  table: string,
  columns: string,
  ids: readonly number[],
  run: readonly number[],
): string => {
  const range = `instant >= ${(run[0] as number) * DAY_MS} AND instant < ${((run.at(-1) as number) + 1) * DAY_MS}`;
  const among = amongSql(ids);
  return ids.length <= FEW_SERIES || among.includes("BETWEEN")
    ? `SELECT ${columns} FROM ${table} WHERE ${range} AND ${among}`
    : `SELECT ${columns} FROM ${table} SEMI JOIN (SELECT unnest([${ids.join(", ")}]::INTEGER[]) AS series) USING (series) WHERE ${range}`;
};

/** Of a series of which no grid is known. */
const USUAL_STEP_MS = 60_000;

/** About how many points the series have a day. */
export const pointsADay = (series: readonly Pick<Series, "known">[]): number =>
  series.reduce((sum, { known }) => {
    const step = known.step();
    return sum + DAY_MS / (step < 1000 ? USUAL_STEP_MS : Math.min(step, DAY_MS));
  }, 0);

/** A run of days in parts, each of about so many points at most and of one day at least. */
export function* partsOfRun(
  run: readonly number[],
  pointsOfADay: number,
  mostPoints: number,
): Generator<readonly number[]> {
  const length = Math.max(1, Math.floor(mostPoints / pointsOfADay));
  for (let start = 0; start < run.length; start += length) yield run.slice(start, start + length);
}
