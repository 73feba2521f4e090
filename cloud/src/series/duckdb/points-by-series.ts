import { setImmediate as turn } from "node:timers/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";

/** Points of some series, in parts. */
export type SeriesParts = Map<number, SeriesColumns[]>;

const CHUNKS_OF_A_TURN = 12;

interface Growing {
  rows: number;
  at: Float64Array;
  received: Float64Array;
  value: Float64Array;
  flags: Int32Array;
}

const FIRST_ROWS = 64;

const wider = <Column extends Float64Array | Int32Array>(column: Column): Column => {
  const more = new (column.constructor as new (length: number) => Column)(2 * column.length);
  more.set(column);
  return more;
};

/** Reads the points of some series from a table, in whatever order they stand there. */
export const readColumns = async (
  connection: DuckDBConnection,
  table: string,
  ids: readonly number[],
  within: string,
): Promise<SeriesParts> => {
  const bySeries = new Map<number, Growing>();
  const result = await connection.stream(`
    SELECT point.series, instant::DOUBLE, received::DOUBLE, value, flags
    FROM ${table} AS point JOIN (SELECT unnest([${ids.join(", ")}]::INTEGER[]) AS series) AS wanted USING (series)
    WHERE ${within}`);
  for (let chunks = 1; ; chunks++) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const [series, at, received, value, flags] = Array.from({ length: 5 }, (_, column) =>
      chunk.getColumnVector(column),
    );
    for (let row = 0; row < chunk.rowCount; row++) {
      const id = series?.getItem(row) as number;
      let own = bySeries.get(id);
      if (own === undefined) {
        own = {
          rows: 0,
          at: new Float64Array(FIRST_ROWS),
          received: new Float64Array(FIRST_ROWS),
          value: new Float64Array(FIRST_ROWS),
          flags: new Int32Array(FIRST_ROWS),
        };
        bySeries.set(id, own);
      }
      if (own.rows === own.at.length) {
        own.at = wider(own.at);
        own.received = wider(own.received);
        own.value = wider(own.value);
        own.flags = wider(own.flags);
      }
      own.at[own.rows] = at?.getItem(row) as number;
      own.received[own.rows] = received?.getItem(row) as number;
      own.value[own.rows] = value?.getItem(row) as number;
      own.flags[own.rows] = flags?.getItem(row) as number;
      own.rows += 1;
    }
    if (chunks % CHUNKS_OF_A_TURN === 0) await turn();
  }
  return new Map(
    [...bySeries].map(([id, { rows, at, received, value, flags }]) => [
      id,
      [
        inOrder({
          at: at.subarray(0, rows),
          received: received.subarray(0, rows),
          value: value.subarray(0, rows),
          flags: flags.subarray(0, rows),
        }),
      ],
    ]),
  );
};

const picked = (columns: SeriesColumns, places: readonly number[]): SeriesColumns => ({
  at: Float64Array.from(places, (place) => columns.at[place] as number),
  received: Float64Array.from(places, (place) => columns.received[place] as number),
  value: Float64Array.from(places, (place) => columns.value[place] as number),
  flags: Int32Array.from(places, (place) => columns.flags[place] as number),
});

/** Where the stretches begin that are in order, and the end. */
const stretchesOf = (at: Float64Array): number[] => {
  const starts = [0];
  for (let place = 1; place < at.length; place++)
    if ((at[place - 1] as number) >= (at[place] as number)) starts.push(place);
  return [...starts, at.length];
};

/** By instants, and those of one instant as they came; points mostly come in that order, or in stretches that are. */
export const inOrder = (columns: SeriesColumns): SeriesColumns => {
  const { at } = columns;
  const starts = stretchesOf(at);
  if (starts.length <= 2) return columns;
  const stretches = starts
    .slice(0, -1)
    .map((from, index) => ({ from, until: starts[index + 1] as number }))
    .sort((one, other) => (at[one.from] as number) - (at[other.from] as number));
  const isApart = stretches.every(
    ({ from }, index) =>
      index === 0 ||
      (at[(stretches[index - 1] as { until: number }).until - 1] as number) < (at[from] as number),
  );
  if (isApart)
    return joinedColumns(
      stretches.map(({ from, until }) => ({
        at: at.subarray(from, until),
        received: columns.received.subarray(from, until),
        value: columns.value.subarray(from, until),
        flags: columns.flags.subarray(from, until),
      })),
    );
  const places = Array.from(at, (_, index) => index);
  return picked(
    columns,
    places.sort((one, other) => (at[one] as number) - (at[other] as number)),
  );
};

export const joinedColumns = (parts: readonly SeriesColumns[]): SeriesColumns => {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const rows = parts.reduce((sum, { at }) => sum + at.length, 0);
  const joined = {
    at: new Float64Array(rows),
    received: new Float64Array(rows),
    value: new Float64Array(rows),
    flags: new Int32Array(rows),
  };
  let start = 0;
  for (const { at, received, value, flags } of parts) {
    joined.at.set(at, start);
    joined.received.set(received, start);
    joined.value.set(value, start);
    joined.flags.set(flags, start);
    start += at.length;
  }
  return joined;
};

/** Points of one series in order; one of `late` counts in place of one of `earlier` at the same instant. */
export const mergedColumns = (
  earlier: readonly SeriesColumns[],
  late: readonly SeriesColumns[],
): SeriesColumns => {
  const before = inOrder(joinedColumns(earlier));
  if (late.length === 0) return before;
  const after = joinedColumns(late);
  const replaced = new Set(after.at);
  const kept = [...before.at.keys()].filter((place) => !replaced.has(before.at[place] as number));
  return inOrder(joinedColumns([picked(before, kept), after]));
};
