import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Range } from "../store.ts";
import type { Run } from "./known-instants.ts";
import type { TableOf } from "./points-sql.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series } from "./series-catalogue.ts";

/** After a start it is not known where a series has holes: late points that may fill them are looked up. */
export interface Learning {
  /** A point of the series had to be looked up. */
  lookedUp(series: Series): void;
}

/** Looking up so many points, in order, costs a fifth of learning all of a series: half a second with 40 million points. */
const LOOKED_UP_POINTS = 2000;
const SERIES_AT_ONCE = 1000;
const LEAST_STEP_MS = 1000;

const POINTS_OF_A_QUESTION = 1_000_000;
const MOST_QUESTIONS = 64;

/** Parts of the time in which the series have points, each of about as many points as one question may take. */
const partsOf = (series: readonly Series[], pointsOfAPart: number): readonly Range[] => {
  let [from, until, points] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const { known } of series) {
    from = Math.min(from, known.oldest());
    until = Math.max(until, known.newest() + 1);
    points += (known.newest() - known.oldest()) / known.step();
  }
  const parts = Math.min(MOST_QUESTIONS, Math.max(1, Math.ceil(points / pointsOfAPart)));
  const width = Math.ceil((until - from) / parts);
  return Array.from({ length: parts }, (_, part) => ({
    from: from + part * width,
    until: from + (part + 1) * width,
  }));
};

/**
 * Runs of equal steps between neighbours, in the order of series and time: where each begins and ends.
 * The end of a run is what stands before the next one's start: to count the starts up to each row, as one
 * would number the runs, takes DuckDB a time that grows with the square of the rows.
 */
const runsSql = (series: readonly Series[], { from, until }: Range, tableOf: TableOf): string => `
  WITH wanted AS (
    SELECT unnest([${series.map(({ id }) => id).join(", ")}]::INTEGER[]) AS series,
           unnest([${series.map(({ known }) => known.step()).join(", ")}]::BIGINT[]) AS step
  ), placed AS (
    SELECT series, step, instant, lag(instant) OVER (PARTITION BY series ORDER BY instant) AS before,
           max(instant) OVER (PARTITION BY series) AS newest
    FROM ${tableOf(series, { from, until })} AS point JOIN wanted USING (series)
    WHERE instant >= ${from} AND instant < ${until}
  ), starts AS (
    SELECT * FROM placed WHERE instant - before IS DISTINCT FROM step
  )
  SELECT series, instant::DOUBLE,
         coalesce(lead(before) OVER (PARTITION BY series ORDER BY instant), newest)::DOUBLE, step::DOUBLE
  FROM starts ORDER BY series, instant`;

export interface LearningOptions {
  /** About how many points one question looks through: other questions have their turn after it. */
  readonly pointsOfAQuestion?: number;
  /** Points of a series that are looked up before it is learned. */
  readonly lookedUpPoints?: number;
}

/** Finds the holes of series of which many points are looked up, as a question among others. */
export const createLearning = (
  days: Pick<SealedDays, "query">,
  commits: GroupCommit,
  {
    pointsOfAQuestion = POINTS_OF_A_QUESTION,
    lookedUpPoints = LOOKED_UP_POINTS,
  }: LearningOptions = {},
): Learning => {
  const lookups = new Map<Series, number>();
  const learned = new WeakSet<Series>();
  const wanted = new Set<Series>();
  let isRunning = false;

  const findRuns = async (series: readonly Series[]) => {
    // What was handed in before is in the table from then on.
    await commits.open().durable;
    const runs = new Map<number, Run[]>(series.map(({ id }) => [id, []]));
    for (const part of partsOf(series, pointsOfAQuestion)) {
      const rows = await days.query(async (connection, tableOf) =>
        (await connection.runAndReadAll(runsSql(series, part, tableOf))).getRows(),
      );
      for (const [id, from, until, step] of rows as number[][])
        runs.get(id as number)?.push({ from, until, step } as Run);
    }
    return runs;
  };

  const learn = async (series: readonly Series[]): Promise<void> => {
    const learners = new Map(series.map((one) => [one.id, one.known.learn()]));
    const runs = await findRuns(series).catch((error: Error) => {
      for (const give of learners.values()) give(undefined);
      throw error;
    });
    for (const [id, give] of learners) give(runs.get(id));
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
      if (count < lookedUpPoints || series.known.step() < LEAST_STEP_MS) return;
      wanted.add(series);
      if (isRunning) return;
      isRunning = true;
      void run();
    },
  };
};
