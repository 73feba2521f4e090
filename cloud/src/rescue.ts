import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGroupCommit } from "./duckdb/group-commit.ts";
import { type Database, openDatabase } from "./duckdb/open.ts";
import type { Damage } from "./duckdb/repair.ts";
import { COUNT_POINTS } from "./duckdb/sealed-folder.ts";
import { openDuckdbSeries } from "./series/duckdb/store.ts";

export interface Rescued {
  readonly points: number;
  readonly stations: number;
  /** What was found damaged or missing, now and at earlier starts. */
  readonly damages: readonly Damage[];
}

/** Reads the files of all sealed days through. A start looks at their length alone. */
const rescueSealedDays = async (database: Database): Promise<void> => {
  const rows = await database.query((connection) =>
    connection.runAndReadAll("SELECT 1 FROM sealed_file LIMIT 1"),
  );
  if (rows.getRows().length === 0) return;
  const faults: Error[] = [];
  const commits = createGroupCommit(database.writer, {
    onFault: (error) => faults.push(error),
    onRecovery: () => undefined,
    beforeCommit: database.countGroup,
    onCommitted: database.noteCommitted,
  });
  const series = await openDuckdbSeries(database, commits);
  try {
    await series.checkFiles();
  } finally {
    await series.close();
  }
  for (const fault of faults) throw fault;
};

/**
 * Opens the store in the cloud's folder as a start of the cloud does: damaged files are put aside, what can
 * be read is kept. The cloud must not be running.
 */
export const rescueStore = async (folder: string): Promise<Rescued> => {
  const database = await openDatabase(join(folder, "series.duckdb"));
  try {
    await rescueSealedDays(database);
    const rows = await database.query((connection) =>
      connection.runAndReadAll(
        `SELECT (${COUNT_POINTS}), (SELECT count(DISTINCT station) FROM station_piece)`,
      ),
    );
    const [points = 0, stations = 0] = (rows.getRows()[0] ?? []).map(Number);
    return { points, stations, damages: database.damages };
  } finally {
    await database.close();
  }
};

// `node cloud/src/rescue.ts FOLDER` writes one line of JSON; it ends with 1 when something is missing.
const [, script, folder] = process.argv;
if (script === fileURLToPath(import.meta.url)) {
  if (folder === undefined) {
    process.stderr.write("node cloud/src/rescue.ts FOLDER: name the cloud's folder in DATA_DIR.\n");
    process.exit(2);
  }
  const rescued = await rescueStore(folder);
  process.stdout.write(`${JSON.stringify(rescued)}\n`);
  process.exit(rescued.damages.every(({ isWhole }) => isWhole) ? 0 : 1);
}
