import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { open, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { hasWholeBlocks } from "./block-checksums.ts";
import { openCommitCount } from "./commit-count.ts";
import { memoryOfMachine } from "./machine.ts";
import { migrate } from "./migrate.ts";
import { createReaders, type ReadLimits } from "./readers.ts";
import {
  cutLog,
  type Damage,
  dropHeaders,
  isDamage,
  keepHeaders,
  putAside,
  readDamages,
  rescueInto,
  writeDamages,
} from "./repair.ts";
import { type StoreFiles, storeFiles } from "./snapshot.ts";

export interface Database {
  /** The one connection that writes. */
  readonly writer: DuckDBConnection;
  /** Runs a question on a connection of its own when its turn comes; it delays no write. */
  query<T>(ask: (connection: DuckDBConnection) => Promise<T>, limits?: ReadLimits): Promise<T>;
  /** Has `work` done each time before the log is written into the file. */
  beforeFold(work: (connection: DuckDBConnection) => Promise<void>): void;
  /** Writes the log into the file once it is long, and the disk has room for that. Between commits only. */
  foldLog(): Promise<void>;
  /** Counts a group of commits, inside of its transaction. */
  countGroup(): Promise<void>;
  /** Notes beside the database that the group is on disk. Costs no wait. */
  noteCommitted(): void;
  /** Gives the store's files as they are now; meanwhile commits go on. For a backup. */
  snapshot<T>(read: (files: StoreFiles) => Promise<T>): Promise<T>;
  /** What was found damaged or missing, at this start and at earlier ones. */
  readonly damages: readonly Damage[];
  /** Writes the log into the file and lets go of it. */
  close(): Promise<void>;
}

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

/** The store's file is held by another process. */
export class StoreInUse extends Error {}

export interface DatabaseOptions {
  /** What DuckDB may hold in memory. */
  readonly memoryMb?: number;
  /** On how many cores one statement may work. */
  readonly threads?: number;
  /** How many reads run at a time, and how many wait at most. */
  readonly readers?: number;
  readonly mostReadsWaiting?: number;
  /** The log is folded into the file past this size; small logs would do it, and hold commits up, too often. */
  readonly foldPastBytes?: number;
  /** How much a folder's disk still takes. */
  readonly freeBytes?: (folder: string) => Promise<number>;
  /** Names the folder of damaged files. */
  readonly now?: () => number;
}

const freeBytesOf = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

interface Opened {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
}

const closeFiles = ({ instance, writer }: Opened): void => {
  writer.closeSync();
  instance.closeSync();
};

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
  ])
    await connection.run(`SELECT ${columns}`);
};

const openWithin = async (
  path: string,
  { memoryMb = 256, threads = 2 }: DatabaseOptions,
): Promise<Opened> => {
  // Before DuckDB opens the file: to close it here afterwards would let go of DuckDB's lock on it (fcntl(2)).
  const isWhole = await hasWholeBlocks(path);
  const instance = await DuckDBInstance.create(path, {
    memory_limit: `${memoryMb}MB`,
    threads: String(threads),
    // Never by itself: see `foldLog`.
    wal_autocheckpoint: "1TB",
    // Nothing is fetched from outside.
    autoinstall_known_extensions: "false",
    enable_external_access: "false",
  }).catch((error: Error) => {
    throw error.message.includes("Could not set lock")
      ? new StoreInUse(`${path} is in use by another process`, { cause: error })
      : error;
  });
  const writer = await instance.connect();
  try {
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
const openFiles = async (path: string, options: DatabaseOptions): Promise<Opened> => {
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

const groupsIn = async (connection: DuckDBConnection): Promise<number> => {
  const rows = await connection.runAndReadAll("SELECT max(groups) FROM commit_count");
  return Number(rows.getRows()[0]?.[0] ?? 0);
};

/** Opens the store, and repairs it as far as can be when its files are damaged. */
const openRepaired = async (
  path: string,
  options: DatabaseOptions,
  now: number,
): Promise<Opened & { readonly damage?: Damage }> => {
  if (!existsSync(path)) await createDatabase(path);
  let failure: Error;
  try {
    return await openFiles(path, options);
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

/**
 * Opens the embedded store, made when missing. Its write-ahead log is replayed after a crash. Damaged
 * files are put aside, what can be read of them is kept, and what is missing is told in `damages`.
 */
export const openDatabase = async (
  path: string,
  options: DatabaseOptions = {},
): Promise<Database> => {
  const {
    readers: atOnce = 2,
    mostReadsWaiting: mostWaiting = 256,
    foldPastBytes = 64 * 1024 * 1024,
    freeBytes = freeBytesOf,
    now = Date.now,
  } = options;
  mkdirSync(dirname(path), { recursive: true });
  const { instance, writer, damage } = await openRepaired(path, options, now());
  const counted = openCommitCount(`${path}.commits`);
  const damages = readDamages(path);
  let groups = await groupsIn(writer);
  const missingCommits = Math.max(0, counted.before - groups);
  if (damage !== undefined || missingCommits > 0) {
    const reason = damage?.reason ?? "the store has fewer commits than were acknowledged";
    const isWhole = missingCommits === 0 && damage?.isWhole !== false;
    damages.push({ ...damage, reason, missingCommits, isWhole, at: now() });
    writeDamages(path, damages);
    // What is missing is told once; from here on both count alike again.
    groups += missingCommits;
    await writer.run("UPDATE commit_count SET groups = $1", [BigInt(groups)]);
  }
  const countOne = await writer.prepare(
    "UPDATE commit_count SET groups = groups + 1 RETURNING groups",
  );
  const readers = createReaders(() => instance.connect(), { atOnce, mostWaiting });

  const worksBeforeFold: ((connection: DuckDBConnection) => Promise<void>)[] = [];
  // Open until DuckDB has closed it: see keepHeaders.
  const own = await open(path, "r");
  let snapshots = 0;
  let folding: Promise<void> = Promise.resolve();
  const fold = (): Promise<void> => {
    folding = foldNow();
    return folding;
  };
  const foldNow = async (): Promise<void> => {
    for (const work of worksBeforeFold) await work(writer);
    await dropHeaders(path);
    await writer.run("CHECKPOINT");
    await keepHeaders(path, own);
  };
  const foldPast = async (bytes: number): Promise<void> => {
    const { size } = await stat(`${path}.wal`).catch(() => ({ size: 0 }));
    if (size < bytes || snapshots > 0) return;
    // A commit that finds the disk full leaves the store whole, and can be tried again. A checkpoint
    // that does makes DuckDB refuse everything until the next start.
    if ((await freeBytes(dirname(path))) < 2 * size) return;
    await fold();
  };
  // After a failed fsync nothing is known of what the disk has of the log, though it can be read: it is
  // folded before repeats of what it holds are acknowledged.
  await foldPast(1);

  return {
    writer,
    damages,
    query: readers.run,
    beforeFold: (work) => void worksBeforeFold.push(work),
    async countGroup() {
      const rows = await countOne.runAndReadAll();
      groups = Number(rows.getRows()[0]?.[0]);
    },
    async snapshot(read) {
      snapshots += 1;
      try {
        await folding.catch(() => undefined);
        return await read(await storeFiles(path, own));
      } finally {
        snapshots -= 1;
      }
    },
    noteCommitted: () => counted.write(groups),
    foldLog: () => foldPast(foldPastBytes),
    async close() {
      if (snapshots === 0) await fold().catch(() => undefined);
      await readers.close();
      countOne.destroySync();
      closeFiles({ instance, writer });
      await own.close();
      counted.write(groups);
      counted.close();
    },
  };
};
