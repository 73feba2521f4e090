import { existsSync, mkdirSync } from "node:fs";
import { open, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { openCommitCount } from "./commit-count.ts";
import { closeFiles, type FileOptions, openRepaired, sealedFolderOf } from "./files.ts";
import { createReaders, type ReadLimits } from "./readers.ts";
import { type Damage, dropHeaders, keepHeaders, readDamages, writeDamages } from "./repair.ts";
import { checkSealedFolder } from "./sealed-folder.ts";
import { type StoreFiles, storeFiles } from "./snapshot.ts";

export interface Database {
  readonly path: string;
  /** The one connection that writes. */
  readonly writer: DuckDBConnection;
  /** Runs a question on a connection of its own when its turn comes; it delays no write. */
  query<T>(ask: (connection: DuckDBConnection) => Promise<T>, limits?: ReadLimits): Promise<T>;
  /** How many questions wait for their turn. */
  queriesWaiting(): number;
  /** Has `work` done each time before the log is written into the file. */
  beforeFold(work: (connection: DuckDBConnection) => Promise<void>): void;
  /**
   * Writes the log into the file once it is long, and the disk has room for that. Between commits only. Sooner while the store is not
   * busy: that costs more in all, and nobody waits for long.
   */
  foldLog(isBusy?: boolean): Promise<void>;
  /** The statement that counts a group of commits, inside of its transaction. */
  countGroup(): string;
  /** Notes beside the database that the group is on disk. Costs no wait. */
  noteCommitted(): void;
  /** Where the files of sealed days stand. */
  readonly sealedFolder: string;
  /** Removes files of sealed days that the store names no more, once no backup reads them. */
  removeSealed(names: readonly string[]): Promise<void>;
  /** Tells of a damage that was found while the store is open. */
  noteDamage(damage: Damage): void;
  /** Gives the store's files as they are now; meanwhile commits go on. For a backup. */
  snapshot<T>(read: (files: StoreFiles) => Promise<T>): Promise<T>;
  /** What was found damaged or missing, at this start and at earlier ones. */
  readonly damages: readonly Damage[];
  /** Writes the log into the file and lets go of it. */
  close(): Promise<void>;
}

export interface DatabaseOptions extends FileOptions {
  /** How many reads run at a time, and how many wait at most. */
  readonly readers?: number;
  readonly mostReadsWaiting?: number;
  /** The log of a busy store is folded into the file past this size. Commits wait meanwhile: some 5 ms for each MB. */
  readonly foldPastBytes?: number;
  /** How much a folder's disk still takes. */
  readonly freeBytes?: (folder: string) => Promise<number>;
  /** Names the folder of damaged files. */
  readonly now?: () => number;
}

/**
 * What a transaction changed by UPDATE, DuckDB keeps for the questions that began before it, together with the lock that keeps a
 * checkpoint away: until they are answered.
 */
const isHeldUp = ({ message }: Error): boolean =>
  message.includes("there are other write transactions active");

const HELD_UP_MS = 1000;

/** Of the length past which the log of a busy store is folded. */
const SOONER = 1 / 4;

/** Node says ENOENT of a file system that is read-only, when it makes several folders at once. */
const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    let missing = folder;
    while (!existsSync(dirname(missing))) missing = dirname(missing);
    if (!existsSync(missing)) mkdirSync(missing);
    throw error;
  }
};

const freeBytesOf = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

const groupsIn = async (connection: DuckDBConnection): Promise<number> => {
  const rows = await connection.runAndReadAll("SELECT max(groups) FROM commit_count");
  return Number(rows.getRows()[0]?.[0] ?? 0);
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
    foldPastBytes = 16 * 1024 * 1024,
    freeBytes = freeBytesOf,
    now = Date.now,
  } = options;
  makeFolder(dirname(path));
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
  const isDamaged = damage !== undefined || missingCommits > 0;
  const sealedFolder = sealedFolderOf(path);
  const noteDamage = (one: Damage): void => {
    damages.push(one);
    writeDamages(path, damages);
  };
  await checkSealedFolder(writer, path, isDamaged, now(), noteDamage);
  const readers = createReaders(() => instance.connect(), { atOnce, mostWaiting });

  const worksBeforeFold: ((connection: DuckDBConnection) => Promise<void>)[] = [];
  // Open until DuckDB has closed it: see keepHeaders.
  const own = await open(path, "r");
  let snapshots = 0;
  const unwanted = new Set<string>();
  const sweep = async (): Promise<void> => {
    if (snapshots > 0) return;
    for (const name of unwanted) {
      // What cannot be removed now is removed by the next start.
      await rm(join(sealedFolder, name), { force: true }).catch(() => undefined);
      unwanted.delete(name);
    }
  };
  let folding: Promise<void> = Promise.resolve();
  const fold = (): Promise<void> => {
    folding = foldNow();
    return folding;
  };
  let notBefore = Number.NEGATIVE_INFINITY;
  const foldNow = async (): Promise<void> => {
    for (const work of worksBeforeFold) await work(writer);
    await writer.run(`DELETE FROM commit_count WHERE groups < ${groups}`);
    await dropHeaders(path);
    try {
      await writer.run("CHECKPOINT");
    } catch (error) {
      if (!isHeldUp(error as Error)) throw error;
      notBefore = performance.now() + HELD_UP_MS;
    }
    await keepHeaders(path, own);
  };
  const foldPast = async (bytes: number): Promise<void> => {
    const { size } = await stat(`${path}.wal`).catch(() => ({ size: 0 }));
    if (size < bytes || snapshots > 0 || performance.now() < notBefore) return;
    // A commit that finds the disk full leaves the store whole, and can be tried again. A checkpoint
    // that does makes DuckDB refuse everything until the next start.
    if ((await freeBytes(dirname(path))) < 2 * size) return;
    await fold();
  };
  // After a failed fsync nothing is known of what the disk has of the log, though it can be read: it is
  // folded before repeats of what it holds are acknowledged.
  await foldPast(1);

  return {
    path,
    writer,
    damages,
    query: readers.run,
    queriesWaiting: readers.waiting,
    sealedFolder,
    noteDamage,
    removeSealed(names) {
      for (const name of names) unwanted.add(name);
      return sweep();
    },
    beforeFold: (work) => void worksBeforeFold.push(work),
    // Not by UPDATE: a fold would wait for all questions that are being answered.
    countGroup: () => `INSERT INTO commit_count VALUES (${groups + 1})`,
    async snapshot(read) {
      snapshots += 1;
      try {
        await folding.catch(() => undefined);
        return await read(await storeFiles(path, own, sealedFolder));
      } finally {
        snapshots -= 1;
        await sweep();
      }
    },
    noteCommitted() {
      groups += 1;
      counted.write(groups);
    },
    foldLog: (isBusy = false) => foldPast(isBusy ? foldPastBytes : foldPastBytes * SOONER),
    async close() {
      if (snapshots === 0) await fold().catch(() => undefined);
      await readers.close();
      closeFiles({ instance, writer });
      await own.close();
      counted.write(groups);
      counted.close();
    },
  };
};
