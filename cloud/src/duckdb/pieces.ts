import type { DuckDBConnection } from "@duckdb/node-api";
import { appendRows } from "./append.ts";

/**
 * Contents of any size are kept in pieces of this many bytes, as rows (owner, place, bytes). DuckDB
 * rewrites 122 880 rows at a time when it folds its log, in memory: larger rows would outgrow that, and
 * the store would stop for good.
 */
export const PIECE_BYTES = 1024;

/** Adds contents to `table`, each under its owner: a number or a name. */
export const addPieces = (
  connection: DuckDBConnection,
  table: string,
  contents: Iterable<readonly [owner: bigint | string, bytes: Uint8Array]>,
): Promise<void> =>
  appendRows(connection, table, (appender) => {
    for (const [owner, bytes] of contents)
      for (let place = 0; place * PIECE_BYTES < bytes.length; place++) {
        if (typeof owner === "string") appender.appendVarchar(owner);
        else appender.appendBigInt(owner);
        appender.appendInteger(place);
        appender.appendBlob(bytes.subarray(place * PIECE_BYTES, (place + 1) * PIECE_BYTES));
        appender.endRow();
      }
  });
