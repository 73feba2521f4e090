import { packFlags } from "@datacityzen/hardware/flags";
import type { DuckDBConnection } from "@duckdb/node-api";
import { appendRows } from "../../duckdb/append.ts";
import { BOTH_TABLES, pointsEver, rowsSince } from "./points-ever.ts";
import type { Series, SeriesCatalogue } from "./series-catalogue.ts";

/**
 * What the cloud must know of each series at its start: its oldest, newest and latest point, and the grid
 * on which its points lie. To find that in the points takes longer than all else at a start. So it is kept
 * in `series_summary`, for the first `summary_state.points` rows of the table of points at least, to which rows
 * are only appended; at a start the rows that came since are added.
 */
/** As `isNewer` in series-catalogue.ts, where the order of arrival is known beside. */
const newnessSql = (now: number): string => `
  CASE WHEN flags & ${packFlags(["clock_doubtful"])} = 0 THEN instant
       -- Our own clock was ahead when it came.
       WHEN received > ${now} + 60000 THEN -1
       ELSE received END`;

/** Steps in ms of the grids that are looked for, each a part of the one before. */
const STEPS = [3_600_000, 600_000, 60_000, 30_000, 10_000, 1000];

const stepSql = `CASE ${STEPS.map(
  (step) => `WHEN min(instant % ${step}) = max(instant % ${step}) THEN ${step}`,
).join(" ")} ELSE 1 END`;

/** Of a table, or a part of one. */
const summarise = (points: string, now: number): string => `
  SELECT series, min(instant) AS oldest, max(instant) AS newest, ${stepSql} AS step,
         arg_max(instant, newness) AS instant, arg_max(received, newness) AS received,
         arg_max(value, newness) AS value, arg_max(flags, newness) AS flags
  FROM (SELECT *, ${newnessSql(now)} AS newness FROM ${points}) GROUP BY series`;

const addRows = (points: string, now: number): string => `
  CREATE OR REPLACE TEMP TABLE summary_added AS ${summarise(points, now)};
  ${mergeRows(now)}`;

const mergeRows = (now: number): string => `
  CREATE OR REPLACE TEMP TABLE summary_merged AS
    SELECT series, min(oldest) AS oldest, max(newest) AS newest,
           gcd(gcd(min(step), max(step)), max(oldest) - min(oldest)) AS step,
           arg_max(instant, newness) AS instant, arg_max(received, newness) AS received,
           arg_max(value, newness) AS value, arg_max(flags, newness) AS flags
    FROM (
      SELECT *, ${newnessSql(now)} AS newness
      FROM (FROM summary_added UNION ALL BY NAME FROM series_summary SEMI JOIN summary_added USING (series))
    ) GROUP BY series;
  DELETE FROM series_summary WHERE series IN (SELECT series FROM summary_added);
  INSERT INTO series_summary BY NAME FROM summary_merged;
  DROP TABLE summary_added;
  DROP TABLE summary_merged;`;

const numberIn = async (connection: DuckDBConnection, query: string): Promise<number> =>
  Number((await connection.runAndReadAll(query)).getRows()[0]?.[0] ?? 0);

/**
 * Adds the points that came since the summaries were written: at a start. `sealedSince`: what files tell that were named since
 * the store had so many points; of all files, where all is made anew. True when anything was added.
 */
export const refreshSummary = async (
  connection: DuckDBConnection,
  now: number,
  sealedSince: (known: number | undefined) => Promise<readonly Summary[]> = async () => [],
): Promise<boolean> => {
  const points = await pointsEver(connection);
  const known = await numberIn(connection, "SELECT max(points) FROM summary_state");
  if (points === known) return false;
  // Fewer than there were: another store's summary, or a damaged one.
  const isNew = known === 0 || points < known;
  const added = isNew ? BOTH_TABLES : await rowsSince(connection, known);
  const sealed = await sealedSince(isNew ? undefined : known);
  await inTransaction(connection, async () => {
    if (isNew) await connection.run("DELETE FROM series_summary");
    await connection.run(addRows(added, now));
    if (sealed.length > 0) await addSealed(connection, sealed, now);
    await connection.run("DELETE FROM summary_state");
    await connection.run(`INSERT INTO summary_state VALUES (${points})`);
  });
  return true;
};

const inTransaction = async (
  connection: DuckDBConnection,
  work: () => Promise<void>,
): Promise<void> => {
  await connection.run("BEGIN");
  try {
    await work();
    await connection.run("COMMIT");
  } catch (error) {
    await connection.run("ROLLBACK").catch(() => undefined);
    throw error;
  }
};

/** What is known of a series without its points. */
export interface Summary {
  readonly series: number;
  readonly oldest: number;
  readonly newest: number;
  readonly step: number;
  readonly instant: number;
  readonly received: number;
  readonly value: number;
  readonly flags: number;
}

const appendSummaries = (
  connection: DuckDBConnection,
  table: string,
  summaries: readonly Summary[],
): Promise<void> =>
  appendRows(connection, table, (appender) => {
    for (const { series, oldest, newest, step, instant, received, value, flags } of summaries) {
      appender.appendInteger(series);
      for (const number of [oldest, newest, step, instant, received])
        appender.appendBigInt(BigInt(number));
      appender.appendDouble(value);
      appender.appendInteger(flags);
      appender.endRow();
    }
  });

/** Adds what is known of points that stand in files. */
const addSealed = async (
  connection: DuckDBConnection,
  summaries: readonly Summary[],
  now: number,
): Promise<void> => {
  await connection.run("CREATE OR REPLACE TEMP TABLE summary_added AS FROM series_summary LIMIT 0");
  await appendSummaries(connection, "summary_added", summaries);
  await connection.run(mergeRows(now));
};

/** What is known in memory of some series. */
const summariesIn = (series: readonly Series[]): Summary[] =>
  series.flatMap(({ id, known, latest }) => {
    if (latest === undefined) return [];
    const { at, ...rest } = latest;
    const extent = { oldest: known.oldest(), newest: known.newest(), step: known.step() };
    return [{ series: id, ...extent, instant: at, ...rest }];
  });

/** Writes what is known in memory of some series, inside of a transaction, or of one that `begin` begins. */
export const writeSummaries = async (
  connection: DuckDBConnection,
  series: readonly Series[],
  begin: "BEGIN;" | "" = "",
): Promise<void> => {
  const ids = series.map(({ id }) => id).join(", ");
  await connection.run(
    `${begin} DELETE FROM series_summary WHERE series IN (SELECT unnest([${ids}]::INTEGER[]))`,
  );
  await appendSummaries(connection, "series_summary", summariesIn(series));
};

/** Summaries that are written at a time: commits wait for it. */
const SUMMARIES_AT_ONCE = 20_000;

/**
 * Writes what is known in memory of the series that changed, some of them each time. It may tell of points that
 * come only later: to add them once more changes nothing. Between commits only.
 */
export const createSummaryWriter = (
  { takeChanged }: Pick<SeriesCatalogue, "takeChanged">,
  atOnce = SUMMARIES_AT_ONCE,
): ((connection: DuckDBConnection) => Promise<void>) => {
  let left: Series[] = [];
  /** Rows of the table of points that are told of when nothing is left. */
  let points = 0;
  return async (connection) => {
    if (left.length === 0) {
      points = await pointsEver(connection);
      left = takeChanged();
      if (left.length === 0) return;
    }
    const some = left.slice(-atOnce);
    const state =
      some.length === left.length
        ? `DELETE FROM summary_state; INSERT INTO summary_state VALUES (${points});`
        : "";
    // In two calls: each comes back through the event loop, and commits wait meanwhile.
    try {
      await writeSummaries(connection, some, "BEGIN;");
      await connection.run(`${state} COMMIT`);
    } catch (error) {
      await connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
    left.length -= some.length;
  };
};

/** What is known of some series, of which the points stand in a table. */
export const readSummaries = async (
  connection: DuckDBConnection,
  table: string,
  now: number,
): Promise<Summary[]> => {
  const rows = await connection.runAndReadAll(`
    SELECT series, oldest::DOUBLE, newest::DOUBLE, step::DOUBLE, instant::DOUBLE, received::DOUBLE, value, flags
    FROM (${summarise(table, now)})`);
  return (rows.getRows() as number[][]).map((row) => {
    const [series, oldest, newest, step, instant, received, value, flags] = row;
    return { series, oldest, newest, step, instant, received, value, flags } as Summary;
  });
};

/**
 * Writes what is known of some series anew, inside of a transaction that changed the flags of their points. `known`: how many rows
 * of points the store had before the summaries were made.
 */
export const remakeSummaries = async (
  connection: DuckDBConnection,
  summaries: readonly Summary[],
  known: number,
  now: number,
): Promise<void> => {
  if (summaries.length === 0) return;
  const ids = summaries.map(({ series }) => series).join(", ");
  const since = await rowsSince(connection, known);
  await connection.run(`DELETE FROM series_summary WHERE series IN (${ids})`);
  await appendSummaries(connection, "series_summary", summaries);
  await connection.run(addRows(`(FROM ${since} WHERE series IN (${ids}))`, now));
};
