import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import type { Run } from "./known-instants.ts";
import type { Series } from "./series-catalogue.ts";

/** After a start it is not known where a series has holes: late points that may fill them are looked up. */
export interface Learning {
  /** A point of the series had to be looked up. */
  lookedUp(series: Series): void;
}

/** Looking up so many points costs about as much as learning all of a series. */
const LOOKED_UP_POINTS = 100;
const SERIES_AT_ONCE = 1000;
const LEAST_STEP_MS = 1000;

/** Runs of equal steps between neighbours, in the order of series and time. */
const runsSql = (series: readonly Series[]): string => `
  WITH wanted AS (
    SELECT unnest([${series.map(({ id }) => id).join(", ")}]::INTEGER[]) AS series,
           unnest([${series.map(({ known }) => known.step()).join(", ")}]::BIGINT[]) AS step
  ), marked AS (
    SELECT series, step, instant,
           instant - lag(instant) OVER (PARTITION BY series ORDER BY instant) IS DISTINCT FROM step AS begins
    FROM point JOIN wanted USING (series)
  ), numbered AS (
    SELECT *, count(*) FILTER (begins) OVER (PARTITION BY series ORDER BY instant) AS run FROM marked
  )
  SELECT series, min(instant)::DOUBLE, max(instant)::DOUBLE, any_value(step)::DOUBLE
  FROM numbered GROUP BY series, run ORDER BY series, min(instant)`;

/** Finds the holes of series of which many points are looked up, as a question among others. */
export const createLearning = (database: Database, commits: GroupCommit): Learning => {
  const lookups = new Map<Series, number>();
  const learned = new WeakSet<Series>();
  const wanted = new Set<Series>();
  let isRunning = false;

  const findRuns = async (series: readonly Series[]) => {
    // What was handed in before is in the table from then on.
    await commits.open().durable;
    return database.query(async (connection) =>
      (await connection.runAndReadAll(runsSql(series))).getRows(),
    );
  };

  const learn = async (series: readonly Series[]): Promise<void> => {
    const learners = new Map(series.map((one) => [one.id, one.known.learn()]));
    const rows = await findRuns(series).catch((error: Error) => {
      for (const give of learners.values()) give(undefined);
      throw error;
    });
    const runs = Map.groupBy(rows as number[][], ([id]) => id as number);
    for (const [id, give] of learners)
      give((runs.get(id) ?? []).map(([, from, until, step]) => ({ from, until, step }) as Run));
  };

  const run = async (): Promise<void> => {
    while (wanted.size > 0) {
      const some = [...wanted].slice(0, SERIES_AT_ONCE);
      for (const series of some) {
        wanted.delete(series);
        learned.add(series);
        lookups.delete(series);
      }
      // A store that is closed, or a queue that is full: points are looked up as before.
      await learn(some).catch(() => undefined);
    }
    isRunning = false;
  };

  return {
    lookedUp(series) {
      if (learned.has(series)) return;
      const count = 1 + (lookups.get(series) ?? 0);
      lookups.set(series, count);
      // Of irregular instants each would be a run of its own.
      if (count < LOOKED_UP_POINTS || series.known.step() < LEAST_STEP_MS) return;
      wanted.add(series);
      if (isRunning) return;
      isRunning = true;
      void run();
    },
  };
};
