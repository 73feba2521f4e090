import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { openDatabase } from "../../duckdb/open.ts";
import { type DuckdbSeriesStore, openDuckdbSeries } from "./store.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A Tuesday, three days before what the clock of the store shows first. */
export const T0 = Date.UTC(2026, 10, 24);

export interface Opened {
  readonly store: DuckdbSeriesStore;
  close(): Promise<void>;
}

/** A store whose clock is `now`: hours that are not over then are never summed up. */
export const openIn = async (
  directory: string,
  now: () => number,
  onSumsFault?: (error: Error) => void,
): Promise<Opened> => {
  const database = await openDatabase(join(directory, "series.duckdb"));
  const commits = commitsInto(database, { folds: false });
  const store = await openDuckdbSeries(database, commits, {
    now,
    ...(onSumsFault === undefined ? {} : { onSumsFault }),
  });
  return {
    store,
    async close() {
      await store.close();
      await database.close();
    },
  };
};

export const makeFolder = () => mkdtemp(join(tmpdir(), "dcz-day-sums-"));
