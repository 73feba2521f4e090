import { readFileSync, writeFileSync } from "node:fs";
import {
  copyFile,
  type FileHandle,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { PIECE_BYTES } from "./pieces.ts";

/** What is known to be missing, or was put aside, when the store was opened. */
export interface Damage {
  /** What DuckDB said, or what was found. */
  readonly reason: string;
  /** Commits that were acknowledged and are not in the store; each holds one message or more. */
  readonly missingCommits: number;
  /** Where the damaged files were put; nothing in it is ever changed. */
  readonly aside?: string;
  /** When it was found, in UTC milliseconds. */
  readonly at?: number;
  /** Whether all that was acknowledged is there after the repair. */
  readonly isWhole: boolean;
  /** Rows that were read out of the damaged file into the new one. */
  readonly rescuedRows?: number;
  /** Rows that the damaged file had and that could not be read, as far as that is known. */
  readonly lostRows?: number;
}

/** Of a log whose end is damaged, DuckDB names the byte after the length and checksum of the entry. */
const LOG_ENTRY = /entry at byte position (\d+)/;
const ENTRY_HEAD_BYTES = 16;

/** The last of them: a file that was cut off, as after a copy that broke off. A disk that fails says something else. */
export const isDamage = ({ message }: Error): boolean =>
  /Corrupt|not a valid DuckDB|replaying WAL|Serialization Error|INTERNAL Error|FATAL Error|Could not read enough bytes/.test(
    message,
  );

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** A new folder beside the store, for files as they were found. */
export const makeAside = async (path: string, now: number): Promise<string> => {
  const folder = join(dirname(path), `damaged-${new Date(now).toISOString().replaceAll(":", "-")}`);
  await mkdir(folder, { recursive: true });
  return folder;
};

/**
 * Cuts the log where DuckDB can read no further: a cut of power leaves zeros after its end. The whole
 * log is kept aside. False when the error names no place in the log.
 */
export const cutLog = async (
  path: string,
  error: Error,
  now: number,
): Promise<string | undefined> => {
  const place = LOG_ENTRY.exec(error.message)?.[1];
  const log = `${path}.wal`;
  if (place === undefined || !(await exists(log))) return undefined;
  const aside = await makeAside(path, now);
  await copyFile(log, join(aside, basename(log)));
  await truncate(log, Math.max(0, Number(place) - ENTRY_HEAD_BYTES));
  return aside;
};

export const putAside = async (path: string, now: number): Promise<string> => {
  const aside = await makeAside(path, now);
  for (const file of [path, `${path}.wal`])
    if (await exists(file)) await rename(file, join(aside, basename(file)));
  return aside;
};

/** DuckDB's three headers: without them nothing of the file can be found. */
const HEADER_BYTES = 12_288;
const headersOf = (path: string): string => `${path}.headers`;

/** Before a checkpoint: headers of an older one would bring the file back to an older state. */
export const dropHeaders = (path: string): Promise<void> => rm(headersOf(path), { force: true });

/**
 * Keeps a copy of the headers, which change at each checkpoint only. `file`: the store's, open for as long as
 * DuckDB has it. To open and close it here would take DuckDB's lock away: the system lets go of a process's
 * locks on a file when the process closes the file, whichever way it had opened it.
 */
export const keepHeaders = async (path: string, file: FileHandle): Promise<void> => {
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    if (bytesRead < HEADER_BYTES) return;
    await writeFile(`${headersOf(path)}.new`, buffer);
    await rename(`${headersOf(path)}.new`, headersOf(path));
  } catch {
    // A full disk: the older copy stays.
  }
};

const restoreHeaders = async (work: string, headers: Buffer): Promise<void> => {
  const file = await open(work, "r+");
  try {
    await file.write(headers, 0, headers.length, 0);
  } finally {
    await file.close();
  }
};

const damagesOf = (path: string): string => `${path}.damages.json`;

export const readDamages = (path: string): Damage[] => {
  try {
    return JSON.parse(readFileSync(damagesOf(path), "utf8")) as Damage[];
  } catch {
    return [];
  }
};

export const writeDamages = (path: string, damages: readonly Damage[]): void =>
  writeFileSync(damagesOf(path), `${JSON.stringify(damages, undefined, 2)}\n`);

const TABLES = [
  "series",
  "point",
  "point_late",
  "sealed_file",
  "kept_since",
  "kept_cadence",
  "choice",
  "quarantine",
  "quarantine_piece",
  "station_piece",
];
/** Not in stores of before the ninth version, or the eleventh. */
const YOUNG_TABLES = ["point_late", "sealed_file", "kept_since", "kept_cadence"];
/** DuckDB's row group: what one damaged block takes with it. */
const ROWS = 122_880;

const count = async (connection: DuckDBConnection, table: string): Promise<number> => {
  const rows = await connection.runAndReadAll(`SELECT coalesce(max(rowid) + 1, 0) FROM ${table}`);
  return Number(rows.getRows()[0]?.[0]);
};

export interface Rescue {
  readonly rescuedRows: number;
  readonly lostRows: number;
  readonly isWhole: boolean;
}

/** Copies what can be read of a table, leaving out the row groups that cannot. */
const rescueTable = async (connection: DuckDBConnection, table: string): Promise<Rescue> => {
  const rows = await count(connection, `damaged.${table}`);
  let rescued = 0;
  for (let from = 0; from < rows; from += ROWS) {
    const range = `rowid >= ${from} AND rowid < ${from + ROWS}`;
    try {
      const answer = await connection.run(
        `INSERT INTO main.${table} BY NAME SELECT * FROM damaged.${table} WHERE ${range}`,
      );
      rescued += answer.rowsChanged;
    } catch {
      // This part cannot be read: the next may.
    }
  }
  return { rescuedRows: rescued, lostRows: rows - rescued, isWhole: rows === rescued };
};

/** Stores of before the sixth version have documents whole; see `cutDocuments` in migrate.ts. */
const rescueDocuments = async (connection: DuckDBConnection): Promise<Rescue> => {
  const answer = await connection
    .run(`
      INSERT INTO main.station_piece
        SELECT id, place, encode(document)[place * ${PIECE_BYTES} + 1 : (place + 1) * ${PIECE_BYTES}]
        FROM damaged.station, range(0, 128) AS places(place)
        WHERE place * ${PIECE_BYTES} < strlen(document)`)
    .catch(() => undefined);
  return { rescuedRows: answer?.rowsChanged ?? 0, lostRows: 0, isWhole: answer !== undefined };
};

const nothing: Rescue = { rescuedRows: 0, lostRows: 0, isWhole: false };

const hasTable = async (connection: DuckDBConnection, table: string): Promise<boolean> => {
  const rows = await connection.runAndReadAll(
    `SELECT 1 FROM duckdb_tables() WHERE database_name = 'damaged' AND table_name = '${table}'`,
  );
  return rows.getRows().length > 0;
};

const rescueTables = async (connection: DuckDBConnection): Promise<Rescue> => {
  let total: Rescue = { rescuedRows: 0, lostRows: 0, isWhole: true };
  for (const table of TABLES) {
    if (YOUNG_TABLES.includes(table) && !(await hasTable(connection, table))) continue;
    const part = await rescueTable(connection, table).catch(() =>
      table === "station_piece" ? rescueDocuments(connection) : nothing,
    );
    total = {
      rescuedRows: total.rescuedRows + part.rescuedRows,
      lostRows: total.lostRows + part.lostRows,
      isWhole: total.isWhole && part.isWhole,
    };
  }
  return total;
};

interface Way {
  readonly withLog: boolean;
  readonly withHeaders: boolean;
}

/** Tries one way of reading the damaged store into the new one at `path`; undefined when it cannot be opened so. */
const rescueBy = async (path: string, work: string): Promise<Rescue | undefined> => {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    await connection.run(`ATTACH '${work.replaceAll("'", "''")}' AS damaged (READ_ONLY)`);
    const rescue = await rescueTables(connection);
    await connection
      .run(
        "UPDATE main.commit_count SET groups = greatest(groups, coalesce((SELECT max(groups) FROM damaged.commit_count), 0))",
      )
      .catch(() => undefined);
    return rescue;
  } catch {
    return undefined;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};

/**
 * Reads all that can be read of the damaged store in the folder `aside` into a new one at `path`, by the
 * way that brings most back: with its log or without, with its own headers or with the copy of them.
 * `makeEmpty` makes an empty store at a path; nobody else may have `path` open.
 */
export const rescueInto = async (
  path: string,
  aside: string,
  makeEmpty: (path: string) => Promise<void>,
): Promise<Rescue> => {
  const work = join(aside, "work.duckdb");
  const draft = join(aside, "draft.duckdb");
  const best = join(aside, "best.duckdb");
  const source = join(aside, basename(path));
  const log = `${source}.wal`;
  const headers = await readFile(headersOf(path)).catch(() => undefined);
  const ways: Way[] = [true, false].flatMap((withLog) =>
    [false, true].map((withHeaders) => ({ withLog, withHeaders })),
  );
  const hasLog = await exists(log);
  let found: Rescue | undefined;
  try {
    for (const { withLog, withHeaders } of ways) {
      if ((withLog && !hasLog) || (withHeaders && headers === undefined)) continue;
      await copyFile(source, work);
      if (withHeaders && headers !== undefined) await restoreHeaders(work, headers);
      if (withLog) await copyFile(log, `${work}.wal`);
      else await rm(`${work}.wal`, { force: true });
      await makeEmpty(draft);
      const rescue = await rescueBy(draft, work);
      if (rescue !== undefined && (found === undefined || rescue.rescuedRows > found.rescuedRows)) {
        found = rescue;
        await rename(draft, best);
      }
      // A log that was read whole is newer than everything else.
      if (rescue?.isWhole && (withLog || !hasLog)) break;
    }
    if (found !== undefined) await rename(best, path);
    return found ?? nothing;
  } finally {
    for (const file of [work, draft, best])
      for (const end of ["", ".wal"]) await rm(file + end, { force: true });
  }
};
