import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { messageKey } from "./message-key.ts";
import { carryOver, rescue } from "./rescue.ts";
import { type Mark, openWatermark, type Watermark } from "./watermark.ts";

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
  `
  -- A batch's name may come again with other content: a message is named by what it holds.
  update or replace message set key = message_key(topic, payload);

  -- What cannot be read is given up first on a full disk.
  create index unread on message (id) where readings = 0;

  alter table station add column heard integer not null default 0;

  create table note (name text primary key, value text not null) strict, without rowid;
  `,
  `
  -- Means of a quarter of an hour: the page's trend of the day, and what a host takes away as CSV.
  create table quarter (
    at integer not null,
    station text not null,
    sensor text not null,
    quantity text not null,
    count integer not null,
    mean real not null,
    least real not null,
    most real not null,
    primary key (at, station, sensor, quantity)
  ) strict, without rowid;
  `,
  `
  -- 1 for several messages joined into one, or one that cannot be joined: it is not looked at again.
  alter table message add column packed integer not null default 0;

  create index loose on message (id) where packed = 0 and readings > 0;
  `,
  `
  -- 2 for hourly means.
  drop index loose;

  create index form on message (packed, id) where readings > 0;
  `,
];

/** What a damaged file cost; kept so that it can be told. */
export interface Damage {
  /** UTC ms. */
  readonly at: number;
  /** Where the file that SQLite could not use was moved, when there was one. */
  readonly setAside?: string;
  /** Messages that were read out of it and wait again. */
  readonly rescued: number;
  /** Acknowledged messages that are missing, at most: some of them may have reached the cloud. */
  readonly missing: number;
}

export type OpenedDatabase =
  | {
      readonly ok: true;
      readonly database: DatabaseSync;
      readonly watermark: Watermark;
      /** What was found damaged or missing at this start. */
      readonly damage?: Damage;
      /** Data of a later version that were put aside, and how many of their messages wait again. */
      readonly takenBack?: { readonly setAside: string; readonly messages: number };
    }
  | {
      readonly ok: false;
      /** `refused`: the system does not let us write there, or the disk is full. */
      readonly reason: "in_use" | "newer" | "refused";
      readonly detail: string;
    };

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const sqliteError = 1;
const sqliteBusy = 5;
const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;
/** An extended code: the file is shorter than its header says. */
const sqliteShortRead = 522;
/** PERM, READONLY, IOERR, FULL, CANTOPEN. */
const sqliteRefusals: readonly number[] = [3, 8, 10, 13, 14];

const extendedCode = (error: unknown): number | undefined =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode
    : undefined;

/** SQLite's primary result code of an error that `node:sqlite` threw, or undefined. */
export const resultCode = (error: unknown): number | undefined => {
  const code = extendedCode(error);
  return code === undefined ? undefined : code & 0xff;
};

/** Whether the file's content is at fault: no wait and no free space would mend it. */
export const isDamage = (error: unknown): boolean => {
  const code = resultCode(error);
  return (
    code === sqliteCorrupt ||
    code === sqliteNotADatabase ||
    extendedCode(error) === sqliteShortRead ||
    error instanceof DamagedFile
  );
};

class DamagedFile extends Error {}

/** Whether it is the place that is at fault: a file where a folder should be, no right, no room. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && (sqliteRefusals.includes(resultCode(error) ?? 0) || "syscall" in error);

/** No version of ours will ever come near: a number beyond it was not written by us. */
const absurdVersion = 10_000;

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
    database.function("message_key", { deterministic: true }, (topic, payload) =>
      messageKey(String(topic), payload as Uint8Array),
    );
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
};

const versionOf = (database: DatabaseSync): number =>
  (database.prepare("pragma user_version").get() as { user_version: number }).user_version;

/** The schema is ours and every page can be read, or this throws. */
const checkAndMigrate = (database: DatabaseSync): void => {
  const from = versionOf(database);
  if (from < 0 || from > absurdVersion) throw new DamagedFile(`version ${from}`);
  if (from > migrations.length) return;
  if (from > 0) {
    const rows = database.prepare("pragma quick_check(1)").all();
    const said = String(Object.values(rows[0] ?? {})[0]);
    if (said !== "ok") throw new DamagedFile(said);
  }
  for (const [version, step] of migrations.entries())
    if (version >= from)
      try {
        database.exec(`begin immediate; ${step}; pragma user_version = ${version + 1}; commit`);
      } catch (error) {
        if (database.isTransaction) database.exec("rollback");
        // A step of ours fits the schema of its version: the version or the schema is not ours.
        if (resultCode(error) === sqliteError) throw new DamagedFile(String(error));
        throw error;
      }
};

const open = (path: string): DatabaseSync => {
  const database = connect(path);
  try {
    checkAndMigrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

/** Moves the file and its log aside and gives where to. */
const putAside = (path: string, why: "damaged" | "later", at: number): string => {
  const setAside = `${path}.${why}-${new Date(at).toISOString().replaceAll(/[-:.]/g, "")}`;
  for (const suffix of ["", "-wal", "-shm"])
    if (existsSync(path + suffix)) renameSync(path + suffix, setAside + suffix);
  return setAside;
};

/** Begins anew beside a damaged file with what can still be read of it. */
const beginAnew = (path: string, at: number) => {
  const setAside = putAside(path, "damaged", at);
  const database = open(path);
  return { database, setAside, rescued: rescue(database, setAside) };
};

/**
 * Begins anew beside the data of a later version with what this version knows of them. They keep their name until all
 * of it is in the new file: a cut of power begins this again.
 */
const takeBack = (path: string, at: number) => {
  const draft = draftOf(path);
  for (const suffix of ["", "-wal", "-shm"]) rmSync(draft + suffix, { force: true });
  const begun = open(draft);
  const messages = carryOver(begun, path);
  begun.close();
  const setAside = putAside(path, "later", at);
  renameSync(draft, path);
  return { database: open(path), takenBack: { setAside, messages } };
};

const draftOf = (path: string): string => `${path}.taken-back`;

const lastIdOf = (database: DatabaseSync): number => {
  const row = database.prepare("select seq from sqlite_sequence where name = 'message'").get();
  return Number(row?.seq ?? 0);
};

const missingFrom = (database: DatabaseSync, before: Mark | undefined): number =>
  before === undefined ? 0 : Math.max(0, before.lastId - lastIdOf(database));

/**
 * Opens the gateway's one database, creating or migrating it as needed. A file that SQLite cannot
 * use is moved aside, never deleted, and what can be read of it is carried over: a site goes on
 * measuring after a card went bad. Data of a later version are refused, or with `takesBack`, after an update was
 * reverted, put aside too.
 */
export const openDatabase = (
  path: string,
  now: number,
  { takesBack = false }: { readonly takesBack?: boolean } = {},
): OpenedDatabase => {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openOrBeginAnew(path, now, takesBack);
  } catch (error) {
    if (resultCode(error) === sqliteBusy)
      return { ok: false, reason: "in_use", detail: `${path} is held by another process` };
    if (!isRefusal(error)) throw error;
    return { ok: false, reason: "refused", detail: error.message };
  }
};

const openOrBeginAnew = (path: string, at: number, takesBack: boolean): OpenedDatabase => {
  let database: DatabaseSync;
  let damage: Damage | undefined;
  // The power was cut between the two names.
  if (!existsSync(path) && existsSync(draftOf(path))) renameSync(draftOf(path), path);
  try {
    database = open(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const anew = beginAnew(path, at);
    database = anew.database;
    damage = { at, setAside: anew.setAside, rescued: anew.rescued, missing: 0 };
  }
  const version = versionOf(database);
  let takenBack: Extract<OpenedDatabase, { ok: true }>["takenBack"];
  if (version > migrations.length) {
    database.close();
    if (!takesBack) return { ok: false, reason: "newer", detail: `${path} has version ${version}` };
    ({ database, takenBack } = takeBack(path, at));
  }
  const watermark = openWatermark(`${path}.mark`);
  const { before } = watermark;
  const missing =
    damage === undefined
      ? missingFrom(database, before)
      : Math.max(0, (before?.waiting ?? 0) - damage.rescued);
  if (damage !== undefined) damage = { ...damage, missing };
  else if (missing > 0) damage = { at, rescued: 0, missing };
  // The mark begins again with what there is: the same loss is told once.
  const { waiting } = database.prepare("select count(*) waiting from message").get() as {
    waiting: number;
  };
  const opened = { ok: true, database, watermark, ...(takenBack && { takenBack }) } as const;
  watermark.write({ lastId: lastIdOf(database), waiting });
  return damage === undefined ? opened : { ...opened, damage };
};
