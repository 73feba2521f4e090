import { existsSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { hasWholeBlocks } from "./block-checksums.ts";
import { memoryOfMachine } from "./machine.ts";
import { migrate } from "./migrate.ts";
import { cutLog, type Damage, dropHeaders, isDamage, putAside, rescueInto } from "./repair.ts";
import { isMostlyEmpty, removeDraft, shrink, sizeIn } from "./shrink.ts";

export interface FileOptions {
  /** What DuckDB may hold in memory. */
  readonly memoryMb?: number;
  /** On how many cores one statement may work. */
  readonly threads?: number;
}

/** The store's file is held by another process. */
export class StoreInUse extends Error {}

/**
 * A file that a full disk or a power cut stopped at its birth is no database, and would keep every
 * later start from working: it is made under another name.
 */
const createDatabase = async (path: string): Promise<void> => {
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  try {
    (await DuckDBInstance.create(draft)).closeSync();
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
};

export interface Opened {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
}

export const closeFiles = ({ instance, writer }: Opened): void => {
  writer.closeSync();
  instance.closeSync();
};

/** Beside the store: the files of its sealed days. DuckDB reads there, and nowhere else. */
export const sealedFolderOf = (path: string): string => `${resolve(path)}.sealed`;

/** A damaged block shows only when it is read: better now than when somebody asks. */
const readThrough = async (connection: DuckDBConnection): Promise<void> => {
  for (const columns of [
    "sum(series), sum(instant), sum(value), sum(flags), sum(received) FROM point",
    "sum(series), sum(oldest), sum(newest), sum(step), sum(instant), sum(received), sum(value), sum(flags) FROM series_summary",
    "sum(id), sum(length(station || sensor || quantity || origin || variant)) FROM series",
    "sum(length(station)), sum(place), sum(octet_length(bytes)) FROM station_piece",
    "sum(series), sum(instant), sum(value), sum(decided), sum(other), sum(length(decided_by)) FROM choice",
    "sum(id), sum(received), sum(length(topic || client || reason || detail)) FROM quarantine",
    "sum(message), sum(place), sum(octet_length(bytes)) FROM quarantine_piece",
    "sum(series), sum(since), sum(until) FROM flag_change",
    "sum(series), sum(instant), sum(value), sum(flags), sum(received) FROM point_late",
    "sum(length(concat(name, visibility, sealing, columns, sensors, sha256))), sum(day), sum(bytes), sum(checksum) FROM sealed_file",
    "sum(values_since), sum(hours_since), sum(days_since) FROM kept_since",
    "sum(series), sum(since), sum(every) FROM kept_cadence",
  ])
    await connection.run(`SELECT ${columns}`);
};

const instanceOptions = ({ memoryMb = 256, threads = 2 }: FileOptions) => ({
  memory_limit: `${memoryMb}MB`,
  threads: String(threads),
  // Never by itself: see `foldLog`.
  wal_autocheckpoint: "1TB",
  // Nothing is fetched from outside.
  autoinstall_known_extensions: "false",
  // The operating system keeps what was read of the files of sealed days already.
  enable_external_file_cache: "false",
});

const openWithin = async (path: string, options: FileOptions): Promise<Opened> => {
  // Before DuckDB opens the file: to close it here afterwards would let go of DuckDB's lock on it (fcntl(2)).
  const isWhole = await hasWholeBlocks(path);
  const instance = await DuckDBInstance.create(path, instanceOptions(options)).catch(
    (error: Error) => {
      throw error.message.includes("Could not set lock")
        ? new StoreInUse(`${path} is in use by another process`, { cause: error })
        : error;
    },
  );
  const writer = await instance.connect();
  try {
    // In this order: from the second on, no more folders can be allowed.
    await writer.run(
      `SET allowed_directories = ['${sealedFolderOf(path).replaceAll("'", "''")}/']`,
    );
    await writer.run("SET enable_external_access = false");
    await migrate(writer);
    if (!isWhole) await readThrough(writer);
  } catch (error) {
    closeFiles({ instance, writer });
    throw error;
  }
  return { instance, writer };
};

const isMemoryShort = ({ message }: Error): boolean => message.startsWith("Out of Memory");

/**
 * Opens the files. Rows of older versions may be so large that the log, or a change of the schema, needs
 * more memory than the store has from then on: it gets half of the machine's, once.
 */
const openFiles = async (path: string, options: FileOptions): Promise<Opened> => {
  try {
    return await openWithin(path, options);
  } catch (error) {
    const memoryMb = Math.round(memoryOfMachine() / 2 ** 20 / 2);
    if (!isMemoryShort(error as Error) || memoryMb <= (options.memoryMb ?? 0)) throw error;
    const opened = await openWithin(path, { ...options, memoryMb });
    try {
      await dropHeaders(path);
      await opened.writer.run("CHECKPOINT");
    } finally {
      closeFiles(opened);
    }
    return openWithin(path, options);
  }
};

/** Opens the files; of a file that is mostly empty, the disk gets back what is empty of it. */
const openSmall = async (path: string, options: FileOptions): Promise<Opened> => {
  removeDraft(path);
  const opened = await openFiles(path, options);
  const size = await sizeIn(opened.writer);
  if (!isMostlyEmpty(size)) return opened;
  try {
    await dropHeaders(path);
    await opened.writer.run("CHECKPOINT");
  } finally {
    closeFiles(opened);
  }
  // A disk that is full, or has no room for both: it is tried again at the next start.
  await shrink(path, size, instanceOptions(options)).catch(() => removeDraft(path));
  return openFiles(path, options);
};

/** Opens the store, and repairs it as far as can be when its files are damaged. */
export const openRepaired = async (
  path: string,
  options: FileOptions,
  now: number,
): Promise<Opened & { readonly damage?: Damage }> => {
  if (!existsSync(path)) await createDatabase(path);
  let failure: Error;
  try {
    return await openSmall(path, options);
  } catch (error) {
    failure = error as Error;
    if (!isDamage(failure)) throw error;
  }
  const reason = failure.message.split("\n", 1)[0] ?? "";
  const log = await cutLog(path, failure, now);
  if (log !== undefined)
    try {
      const opened = await openFiles(path, options);
      return { ...opened, damage: { reason, missingCommits: 0, isWhole: true, aside: log } };
    } catch (error) {
      if (!isDamage(error as Error)) throw error;
    }
  const aside = await putAside(path, now);
  const makeEmpty = async (draft: string): Promise<void> => {
    for (const end of ["", ".wal"]) rmSync(draft + end, { force: true });
    await createDatabase(draft);
    closeFiles(await openFiles(draft, options));
  };
  await makeEmpty(path);
  const rescue = await rescueInto(path, aside, makeEmpty);
  await dropHeaders(path);
  return {
    ...(await openFiles(path, options)),
    damage: { reason, missingCommits: 0, aside, ...rescue },
  };
};
