import { randomUUID } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * How many rows of points a store ever had. Those of days that were sealed are removed from `point` and counted
 * in `removed_point`, in the same transaction: the number only grows.
 */
export const POINTS_EVER =
  "(SELECT count(*) FROM point) + (SELECT count(*) FROM point_late) + (SELECT sum(points) FROM removed_point)";

/** What stands in `point_late` counts in place of what stands elsewhere. */
const both = (point: string, late: string): string =>
  `(FROM ${late} UNION ALL FROM ${point} AS earlier ANTI JOIN point_late USING (series, instant))`;

/** Points that are in no sealed file, and some that are. */
export const BOTH_TABLES = both("point", "point_late");

const numberIn = async (connection: DuckDBConnection, query: string): Promise<number> =>
  Number((await connection.runAndReadAll(query)).getRows()[0]?.[0] ?? 0);

/** Not by UPDATE: the log would not be folded while questions are being answered that began before. */
export const noteRemoved = async (connection: DuckDBConnection, points: number): Promise<void> => {
  await connection.run(`INSERT INTO removed_point VALUES (${points})`);
};

const MOST_ROWS_OF_REMOVED = 1000;

/** Makes one number of all that were noted, when they are many. Between commits only. */
export const compactRemoved = async (connection: DuckDBConnection): Promise<void> => {
  const rows = await connection.runAndReadAll("SELECT count(*), sum(points) FROM removed_point");
  const [count, sum] = (rows.getRows()[0] ?? []).map(Number);
  if ((count ?? 0) < MOST_ROWS_OF_REMOVED) return;
  try {
    await connection.run(
      `BEGIN; DELETE FROM removed_point; INSERT INTO removed_point VALUES (${sum}); COMMIT`,
    );
  } catch (error) {
    await connection.run("ROLLBACK").catch(() => undefined);
    throw error;
  }
};

export const pointsEver = (connection: DuckDBConnection): Promise<number> =>
  numberIn(connection, `SELECT ${POINTS_EVER}`);

/**
 * A query for all rows that came since the store had `known` of them, and perhaps some that came before: rows are
 * added at the end, and what is removed leaves no more of them behind it.
 */
export const rowsSince = async (connection: DuckDBConnection, known: number): Promise<string> => {
  const added = (await pointsEver(connection)) - known;
  const addedTo = async (table: string): Promise<string> => {
    const end = await numberIn(connection, `SELECT coalesce(max(rowid), -1) + 1 FROM ${table}`);
    return `(SELECT * FROM ${table} WHERE rowid >= ${Math.max(0, end - added)})`;
  };
  return both(await addedTo("point"), await addedTo("point_late"));
};

/** Notes that the store was opened, and how many rows it had then. */
export const noteStart = async (connection: DuckDBConnection): Promise<void> => {
  // A full disk keeps no start from working: what was noted before holds.
  await connection
    .run(`INSERT INTO store_start SELECT '${randomUUID()}', ${POINTS_EVER}`)
    .catch(() => undefined);
};

/**
 * The last start before the store had so many rows. A copy of a store that was put back and went on has another one
 * there: the starts of both are the same up to the copy.
 */
export const startBefore = async (
  connection: DuckDBConnection,
  points: number,
): Promise<string> => {
  const rows = await connection.runAndReadAll(
    `SELECT id FROM store_start WHERE points < ${points} ORDER BY rowid DESC LIMIT 1`,
  );
  return String(rows.getRows()[0]?.[0] ?? "");
};
