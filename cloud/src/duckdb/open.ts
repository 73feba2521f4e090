import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { openCommitCount } from "./commit-count.ts";
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

export interface Database {
  /** The one connection that writes. */
  readonly writer: DuckDBConnection;
  /** Runs a question on a connection of its own when its turn comes; it delays no write. */
  query<T>(ask: (connection: DuckDBConnection) => Promise<T>, limits?: ReadLimits): Promise<T>;
  /** Writes the log into the file once it is long, and the disk has room for that. Between commits only. */
  foldLog(): Promise<void>;
  /** Counts a group of commits, inside of its transaction. */
  countGroup(): Promise<void>;
  /** Notes beside the database that the group is on disk. Costs no wait. */
  noteCommitted(): void;
  /** What was found damaged or missing, at this start and at earlier ones. */
  readonly damages: readonly Damage[];
  /** Writes the log into the file and lets go of it. */
  close(): Promise<void>;
}

/** Each entry brings the file from the version of its index to the next; append, never edit. */
const migrations: readonly string[] = [
  `
  CREATE TABLE series (id INTEGER NOT NULL, station VARCHAR NOT NULL, sensor VARCHAR NOT NULL, quantity VARCHAR NOT NULL);
  CREATE TABLE point (series INTEGER NOT NULL, instant BIGINT NOT NULL, value DOUBLE NOT NULL, flags INTEGER NOT NULL, received BIGINT NOT NULL);
  CREATE TABLE quarantine (received BIGINT NOT NULL, topic VARCHAR NOT NULL, client VARCHAR NOT NULL, reason VARCHAR NOT NULL, detail VARCHAR NOT NULL, payload BLOB NOT NULL);
  CREATE TABLE station (id VARCHAR NOT NULL, document VARCHAR NOT NULL);
  `,
  // Payloads in pieces: see ingest/quarantine.ts.
  `
  CREATE TABLE quarantine_piece (message BIGINT NOT NULL, place INTEGER NOT NULL, bytes BLOB NOT NULL);
  INSERT INTO quarantine_piece
    SELECT rowid, place, payload[place * 1024 + 1 : (place + 1) * 1024]
    FROM quarantine, range(0, 8192) AS places(place) WHERE place * 1024 < octet_length(payload);
  CREATE TABLE quarantined AS SELECT rowid AS id, received, topic, client, reason, detail FROM quarantine;
  DROP TABLE quarantine;
  ALTER TABLE quarantined RENAME TO quarantine;
  `,
  // An origin and a variant for each series. Replayed values (the flag of value 1) stood among measured
  // ones: they become series of their own.
  `
  ALTER TABLE series ADD COLUMN origin VARCHAR DEFAULT 'measured';
  ALTER TABLE series ADD COLUMN variant VARCHAR DEFAULT 'raw';
  CREATE TEMP TABLE replayed AS
    SELECT series AS measured, (SELECT max(id) FROM series) + (row_number() OVER ())::INTEGER AS id
    FROM (SELECT DISTINCT series FROM point WHERE flags & 1 = 1);
  INSERT INTO series
    SELECT replayed.id, station, sensor, quantity, 'replayed', 'raw'
    FROM replayed JOIN series ON series.id = replayed.measured;
  UPDATE point SET series = replayed.id FROM replayed
    WHERE point.series = replayed.measured AND point.flags & 1 = 1;
  DROP TABLE replayed;
  CREATE TABLE choice (series INTEGER NOT NULL, instant BIGINT NOT NULL, value DOUBLE, decided BIGINT NOT NULL, decided_by VARCHAR NOT NULL);
  `,
  "ALTER TABLE choice ADD COLUMN other DOUBLE;",
  // How many groups were committed: see commit-count.ts.
  `
  CREATE TABLE commit_count (groups BIGINT NOT NULL);
  INSERT INTO commit_count VALUES (0);
  `,
];

/** The store's file was written by a later version of this program. */
export class StoreTooNew extends Error {}

const migrate = async (connection: DuckDBConnection): Promise<void> => {
  await connection.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
  const rows = await connection.runAndReadAll("SELECT max(version) FROM schema_version");
  const version = Number(rows.getRows()[0]?.[0] ?? 0);
  if (version > migrations.length)
    throw new StoreTooNew(`schema ${version}, this program knows ${migrations.length}`);
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue;
    await connection.run("BEGIN");
    await connection.run(sql);
    await connection.run("INSERT INTO schema_version VALUES ($1)", [index + 1]);
    await connection.run("COMMIT");
  }
};

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
  await connection.run(
    "SELECT sum(series), sum(instant), sum(value), sum(flags), sum(received) FROM point",
  );
  await connection.run("SELECT sum(id), sum(length(station || sensor || quantity)) FROM series");
  await connection.run("SELECT sum(length(document)) FROM station");
};

const openFiles = async (
  path: string,
  { memoryMb = 256, threads = 2 }: DatabaseOptions,
): Promise<Opened> => {
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
    await readThrough(writer);
  } catch (error) {
    closeFiles({ instance, writer });
    throw error;
  }
  return { instance, writer };
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
  await createDatabase(path);
  closeFiles(await openFiles(path, options));
  const rescue = await rescueInto(path, aside);
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
  const readers = createReaders(() => instance.connect(), { atOnce, mostWaiting });

  const fold = async (): Promise<void> => {
    await dropHeaders(path);
    await writer.run("CHECKPOINT");
    await keepHeaders(path);
  };
  const foldPast = async (bytes: number): Promise<void> => {
    const { size } = await stat(`${path}.wal`).catch(() => ({ size: 0 }));
    if (size < bytes) return;
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
    async countGroup() {
      const rows = await writer.runAndReadAll(
        "UPDATE commit_count SET groups = groups + 1 RETURNING groups",
      );
      groups = Number(rows.getRows()[0]?.[0]);
    },
    noteCommitted: () => counted.write(groups),
    foldLog: () => foldPast(foldPastBytes),
    async close() {
      await fold().catch(() => undefined);
      await readers.close();
      closeFiles({ instance, writer });
      counted.write(groups);
      counted.close();
    },
  };
};
