import {
  BIGINT,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  INTEGER,
} from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import { appendRows } from "../../duckdb/append.ts";

/** DuckDB's vector size: the most rows that one chunk takes. */
export const PAGE_ROWS = 2048;

/** Most of what comes late has few rows: room that is not of use makes the garbage collection dear. */
const FIRST_ROWS = 128;

/** Columns of up to 2048 points, in the memory layout that DuckDB copies as it is. */
const createPage = (rows: number) => ({
  series: new Int32Array(rows),
  at: new Float64Array(rows),
  value: new Float64Array(rows),
  flags: new Int32Array(rows),
  received: new Float64Array(rows),
});
const widerPage = (page: Page, rows: number): Page => {
  const wider = createPage(rows);
  wider.series.set(page.series);
  wider.at.set(page.at);
  wider.value.set(page.value);
  wider.flags.set(page.flags);
  wider.received.set(page.received);
  return wider;
};
type Page = ReturnType<typeof createPage>;

export interface PointStage {
  readonly rows: number;
  push(series: number, at: number, value: number, flags: number, received: number): void;
  /** The columns, `PAGE_ROWS` in each page but the last. */
  readonly pages: readonly Readonly<Page>[];
  /** Appends every row to `table` (series, instant, value, flags, received). May be called again after a failure. */
  writeTo(connection: DuckDBConnection, table: string): Promise<void>;
}

/** Instants as the 64-bit integers that DuckDB keeps. Milliseconds are exact in a double. */
const asBigInts = (instants: Float64Array, rows: number): BigInt64Array<ArrayBuffer> => {
  const wide = new BigInt64Array(rows);
  const halves = new Int32Array(wide.buffer);
  for (let row = 0; row < rows; row++) {
    const instant = instants[row] ?? 0;
    // Two 32-bit halves, little-endian as every processor we run on: no BigInt is made per value.
    halves[2 * row] = (instant % 0x1_0000_0000) | 0;
    halves[2 * row + 1] = Math.floor(instant / 0x1_0000_0000);
  }
  return wide;
};

const appendPage = (appender: DuckDBAppender, page: Page, rows: number): void => {
  const chunk = DuckDBDataChunk.create([INTEGER, BIGINT, DOUBLE, INTEGER, BIGINT], rows);
  const columns = [
    page.series,
    asBigInts(page.at, rows),
    page.value,
    page.flags,
    asBigInts(page.received, rows),
  ];
  for (const [index, column] of columns.entries()) {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
    duckdb.copy_data_to_vector(vector, 0, column.buffer, 0, rows * column.BYTES_PER_ELEMENT);
  }
  appender.appendDataChunk(chunk);
};

/** Collects points column by column, so that a commit hands whole vectors to DuckDB. */
export const createPointStage = (): PointStage => {
  const pages: Page[] = [];
  let rows = 0;
  return {
    pages,
    get rows() {
      return rows;
    },
    push(series, at, value, flags, received) {
      const row = rows % PAGE_ROWS;
      if (row === 0) pages.push(createPage(rows === 0 ? FIRST_ROWS : PAGE_ROWS));
      let page = pages[pages.length - 1] as Page;
      if (row === page.series.length) {
        page = widerPage(page, 4 * row);
        pages[pages.length - 1] = page;
      }
      page.series[row] = series;
      page.at[row] = at;
      page.value[row] = value;
      page.flags[row] = flags;
      page.received[row] = received;
      rows += 1;
    },
    async writeTo(connection, table) {
      if (rows === 0) return;
      await appendRows(connection, table, (appender) => {
        for (const [index, page] of pages.entries())
          appendPage(appender, page, Math.min(PAGE_ROWS, rows - index * PAGE_ROWS));
      });
    },
  };
};
