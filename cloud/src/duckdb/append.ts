import type { DuckDBAppender, DuckDBConnection } from "@duckdb/node-api";

/** Appends to `table`, in the transaction that is open, the rows that `fill` gives. */
export const appendRows = async (
  connection: DuckDBConnection,
  table: string,
  fill: (appender: DuckDBAppender) => void,
): Promise<void> => {
  const appender = await connection.createAppender(table);
  try {
    fill(appender);
    appender.closeSync();
  } catch (error) {
    // Else what it still holds would go into the table when it is garbage-collected, long after the
    // transaction was rolled back and tried again: the same rows twice.
    appender.clear();
    throw error;
  }
};
