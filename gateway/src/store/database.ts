import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * The schema, one step a version; `user_version` says how many were taken.
 * A step that was released never changes: the next one is appended.
 */
const migrations: readonly string[] = [
  `
  -- autoincrement: an id must not come back after its row is gone, or an acknowledgement
  -- that is still under way would remove the message that took its place.
  create table message (
    id integer primary key autoincrement,
    key text not null unique,
    topic text not null,
    payload blob not null,
    readings integer not null,
    arrived integer not null
  ) strict;

  create table sent (id integer primary key autoincrement, key text not null unique) strict;

  create table retained (
    topic text primary key,
    payload blob not null,
    arrived integer not null
  ) strict, without rowid;

  create table station (id text primary key) strict, without rowid;

  create table latest (
    station text not null,
    sensor text not null,
    quantity text not null,
    at integer not null,
    received integer not null,
    value real not null,
    flags integer not null,
    primary key (station, sensor, quantity)
  ) strict, without rowid;
  `,
];

export type OpenedDatabase =
  | {
      readonly ok: true;
      readonly database: DatabaseSync;
      /** Where a file that SQLite could not read was moved, when there was one. */
      readonly setAside?: string;
    }
  | {
      readonly ok: false;
      /** `refused`: the system does not let us write there, or the disk is full. */
      readonly reason: "in_use" | "newer" | "refused";
      readonly detail: string;
    };

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const sqliteBusy = 5;
const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;
/** PERM, READONLY, IOERR, FULL, CANTOPEN. */
const sqliteRefusals: readonly number[] = [3, 8, 10, 13, 14];

/** SQLite's primary result code of an error that `node:sqlite` threw, or undefined. */
export const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : undefined;

/** Whether it is the place that is at fault: a file where a folder should be, no right, no room. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && (sqliteRefusals.includes(resultCode(error) ?? 0) || "syscall" in error);

const connect = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path);
  try {
    // One owner: a second gateway on the same folder is told so instead of sharing the queue.
    database.exec("pragma locking_mode = exclusive");
    database.exec("pragma journal_mode = wal");
    // FULL syncs the log at each commit: what is acknowledged survives a power cut.
    database.exec("pragma synchronous = full");
    database.exec("pragma journal_size_limit = 8388608");
    // Takes the lock now, and reads the header, so that both faults show here.
    database.exec("begin immediate; commit");
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
};

const migrate = (database: DatabaseSync): number => {
  const row = database.prepare("pragma user_version").get() as { user_version: number };
  for (const [version, step] of migrations.entries()) {
    if (version < row.user_version) continue;
    database.exec(`begin immediate; ${step}; pragma user_version = ${version + 1}; commit`);
  }
  return row.user_version;
};

/**
 * Opens the gateway's one database, creating or migrating it as needed. A file that SQLite
 * cannot read is moved aside, never deleted: a site goes on measuring after a card went bad.
 */
export const openDatabase = (path: string, now: number): OpenedDatabase => {
  try {
    return openOrSetAside(path, now);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { ok: false, reason: "refused", detail: error.message };
  }
};

const openOrSetAside = (path: string, now: number): OpenedDatabase => {
  mkdirSync(dirname(path), { recursive: true });
  let database: DatabaseSync;
  let setAside: string | undefined;
  try {
    database = connect(path);
  } catch (error) {
    const code = resultCode(error);
    if (code === sqliteBusy)
      return { ok: false, reason: "in_use", detail: `${path} is held by another process` };
    if (code !== sqliteCorrupt && code !== sqliteNotADatabase) throw error;
    setAside = `${path}.damaged-${new Date(now).toISOString().replaceAll(/[-:.]/g, "")}`;
    for (const suffix of ["", "-wal"])
      if (existsSync(path + suffix)) renameSync(path + suffix, setAside + suffix);
    database = connect(path);
  }
  const version = migrate(database);
  if (version > migrations.length) {
    database.close();
    return { ok: false, reason: "newer", detail: `${path} has version ${version}` };
  }
  return setAside === undefined ? { ok: true, database } : { ok: true, database, setAside };
};
