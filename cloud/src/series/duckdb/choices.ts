import type { DuckDBConnection } from "@duckdb/node-api";
import { appendRows } from "../../duckdb/append.ts";
import type { Database } from "../../duckdb/open.ts";

/** What was decided about one point of a series; see `Choice`. */
export interface SeriesChoice {
  readonly series: number;
  readonly at: number;
  readonly value: number | null;
  readonly other: number | undefined;
  readonly decided: number;
  readonly by: string;
}

/** The decisions that apply on reading: few, and held in memory. */
export interface Choices {
  /** By instant; undefined when nothing was decided about the series. */
  of(series: number): ReadonlyMap<number, number | null> | undefined;
  put(choices: readonly SeriesChoice[]): void;
  /** How often something was decided. */
  size(): number;
}

export const loadChoices = async (database: Database): Promise<Choices> => {
  const bySeries = new Map<number, Map<number, number | null>>();
  let size = 0;
  const put = (choices: readonly Pick<SeriesChoice, "series" | "at" | "value">[]) => {
    size += choices.length;
    for (const { series, at, value } of choices) {
      const ofSeries = bySeries.get(series) ?? new Map<number, number | null>();
      bySeries.set(series, ofSeries.set(at, value));
    }
  };
  const rows = await database.query(async (connection) =>
    (
      await connection.runAndReadAll("SELECT series, instant, value FROM choice ORDER BY decided")
    ).getRows(),
  );
  put(
    rows.map(([series, at, value]) => ({
      series: Number(series),
      at: Number(at),
      value: value === null ? null : Number(value),
    })),
  );
  return { of: (series) => bySeries.get(series), put, size: () => size };
};

/** Every decision is kept; the latest about a point counts. */
export const addChoices = (
  connection: DuckDBConnection,
  choices: readonly SeriesChoice[],
): Promise<void> =>
  appendRows(connection, "choice", (appender) => {
    for (const { series, at, value, other, decided, by } of choices) {
      appender.appendInteger(series);
      appender.appendBigInt(BigInt(at));
      if (value === null) appender.appendNull();
      else appender.appendDouble(value);
      appender.appendBigInt(BigInt(decided));
      appender.appendVarchar(by);
      if (other === undefined) appender.appendNull();
      else appender.appendDouble(other);
      appender.endRow();
    }
  });
