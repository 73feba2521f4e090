import type { DuckDBConnection } from "@duckdb/node-api";
import type { ObservedCadence, Range } from "../store.ts";

/** From an instant on, the points of a series came each so many ms. */
export interface CadenceChange {
  readonly series: number;
  readonly since: number;
  readonly every: number;
}

/** The cadences that points showed which were dropped since: only where one began. */
export interface KeptCadences {
  /** What cadences of a day say that is not known. Days come in order. */
  changesIn(found: readonly CadenceChange[]): readonly CadenceChange[];
  put(changes: readonly CadenceChange[]): void;
  /** Of a series in a range, in which no points are left. */
  of(series: number, range: Range): readonly ObservedCadence[];
}

export const loadKeptCadences = async (connection: DuckDBConnection): Promise<KeptCadences> => {
  const bySeries = new Map<number, CadenceChange[]>();
  const put = (changes: readonly CadenceChange[]): void => {
    for (const change of changes) {
      const known = bySeries.get(change.series);
      if (known === undefined) bySeries.set(change.series, [change]);
      else known.push(change);
    }
  };
  const rows = await connection.runAndReadAll(
    "SELECT series, since::DOUBLE, every::DOUBLE FROM kept_cadence ORDER BY since",
  );
  put(
    (rows.getRows() as number[][]).map(([series = 0, since = 0, every = 0]) => ({
      ...{ series, since, every },
    })),
  );
  return {
    changesIn(found) {
      const last = new Map<number, number>();
      return found.filter(({ series, every }) => {
        const before = last.get(series) ?? bySeries.get(series)?.at(-1)?.every;
        last.set(series, every);
        return before !== every;
      });
    },
    put,
    of(series, { from, until }) {
      const changes = bySeries.get(series) ?? [];
      return changes.flatMap(({ since, every }, place): ObservedCadence[] => {
        const end = Math.min(until, changes[place + 1]?.since ?? until);
        const start = Math.max(from, since);
        return start < end ? [{ since: start, until: end, every }] : [];
      });
    },
  };
};

/** Inside of the transaction that drops the points. */
export const addCadences = async (
  connection: DuckDBConnection,
  changes: readonly CadenceChange[],
): Promise<void> => {
  if (changes.length === 0) return;
  const list = (type: string, numberOf: (one: CadenceChange) => number): string =>
    `unnest([${changes.map(numberOf).join(", ")}]::${type}[])`;
  await connection.run(`
    INSERT INTO kept_cadence SELECT ${list("INTEGER", ({ series }) => series)},
      ${list("BIGINT", ({ since }) => since)}, ${list("BIGINT", ({ every }) => every)}`);
};
