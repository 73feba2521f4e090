import { packFlags } from "@datacityzen/hardware/flags";
import type { DuckDBConnection } from "@duckdb/node-api";
import { appendRows } from "../../duckdb/append.ts";
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

const summarise = (points: string, now: number): string => `
  SELECT series, min(instant) AS oldest, max(instant) AS newest, ${stepSql} AS step,
         arg_max(instant, newness) AS instant, arg_max(received, newness) AS received,
         arg_max(value, newness) AS value, arg_max(flags, newness) AS flags
  FROM (SELECT *, ${newnessSql(now)} AS newness FROM point WHERE ${points}) GROUP BY series`;

const addRows = (from: number, now: number): string => `
  CREATE OR REPLACE TEMP TABLE summary_added AS ${summarise(`rowid >= ${from}`, now)};
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

/** Adds the points that came since the summaries were written: at a start. */
export const refreshSummary = async (connection: DuckDBConnection, now: number): Promise<void> => {
  const points = await numberIn(connection, "SELECT count(*) FROM point");
  const known = await numberIn(connection, "SELECT max(points) FROM summary_state");
  if (points === known) return;
  await connection.run("BEGIN");
  try {
    // Fewer than there were: another store's summary, or a damaged one.
    if (points < known) await connection.run("DELETE FROM series_summary");
    await connection.run(addRows(points < known ? 0 : known, now));
    await connection.run("DELETE FROM summary_state");
    await connection.run(`INSERT INTO summary_state VALUES (${points})`);
    await connection.run("COMMIT");
  } catch (error) {
    await connection.run("ROLLBACK").catch(() => undefined);
    throw error;
  }
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
      points = await numberIn(connection, "SELECT count(*) FROM point");
      left = takeChanged();
      if (left.length === 0) return;
    }
    const some = left.slice(-atOnce);
    await connection.run("BEGIN");
    try {
      const ids = some.map(({ id }) => id).join(", ");
      await connection.run(
        `DELETE FROM series_summary WHERE series IN (SELECT unnest([${ids}]::INTEGER[]))`,
      );
      await appendRows(connection, "series_summary", (appender) => {
        for (const { id, known, latest } of some) {
          if (latest === undefined) continue;
          appender.appendInteger(id);
          for (const number of [known.oldest(), known.newest(), known.step()])
            appender.appendBigInt(BigInt(number));
          appender.appendBigInt(BigInt(latest.at));
          appender.appendBigInt(BigInt(latest.received));
          appender.appendDouble(latest.value);
          appender.appendInteger(latest.flags);
          appender.endRow();
        }
      });
      if (some.length === left.length)
        await connection.run(
          `DELETE FROM summary_state; INSERT INTO summary_state VALUES (${points})`,
        );
      await connection.run("COMMIT");
    } catch (error) {
      await connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
    left.length -= some.length;
  };
};

/** Makes the summaries of some series anew, inside of a transaction that changed the flags of their points. */
export const remakeSummaries = async (
  connection: DuckDBConnection,
  series: readonly number[],
  now: number,
): Promise<void> => {
  const known = await numberIn(connection, "SELECT max(points) FROM summary_state");
  const chosen = `series IN (${series.join(", ")})`;
  await connection.run(`DELETE FROM series_summary WHERE ${chosen}`);
  await connection.run(
    `INSERT INTO series_summary BY NAME ${summarise(`rowid < ${known} AND ${chosen}`, now)}`,
  );
};
