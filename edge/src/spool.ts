import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A batch as it is sent; `boot` and `seq` name it for ever. */
export interface SpooledMessage {
  readonly boot: string;
  readonly seq: number;
  readonly payload: Uint8Array;
}

export interface SpoolChange {
  /** Takes the place of a message of the same name. */
  readonly add: readonly SpooledMessage[];
  readonly remove: readonly Pick<SpooledMessage, "boot" | "seq">[];
}

/** What could not be delivered, on disk, so that a cut of power does not lose it. */
export interface Spool {
  /** What an earlier run left, oldest first. */
  readonly left: readonly SpooledMessage[];
  /** How often the station was started with this spool, this time included. */
  readonly starts: number;
  /** The last instant, UTC, at which an earlier run knew the time. */
  readonly lastKnown: number | undefined;
  /** On disk when it returns: one transaction, one fsync. Throws the system's error. */
  write(change: SpoolChange): void;
  /** Kept with the next `write`. */
  setLastKnown(instant: number): void;
  close(): void;
}

export type OpenedSpool =
  | { readonly ok: true; readonly spool: Spool; readonly setAside?: string }
  /** `in_use`: another process has it open. `refused`: the system does not let us write there. */
  | { readonly ok: false; readonly reason: "in_use" | "refused"; readonly detail: string };

const schema = `
  create table if not exists message (
    id integer primary key autoincrement,
    boot text not null,
    seq integer not null,
    payload blob not null,
    unique (boot, seq)
  ) strict;
  create table if not exists state (name text primary key, value integer not null) strict;
`;

/** With the database's own pages the file stays below 16 MB. */
const LIMIT_BYTES = 12 * 1024 * 1024;

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const BUSY = 5;
const UNREADABLE: readonly number[] = [11, 26];

const resultCode = (error: unknown): number =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : 0;

const connect = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path);
  try {
    // One owner: a second station of this name cannot open the same folder.
    database.exec("pragma locking_mode = exclusive");
    database.exec("pragma journal_mode = wal");
    database.exec("pragma synchronous = full");
    database.exec("pragma journal_size_limit = 1048576");
    database.exec(`begin immediate; ${schema} commit`);
    database.exec("select count(length(payload)) from message");
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
};

const openDatabase = (
  path: string,
  now: number,
): { readonly database: DatabaseSync; readonly setAside?: string } => {
  mkdirSync(dirname(path), { recursive: true });
  try {
    return { database: connect(path) };
  } catch (error) {
    if (!UNREADABLE.includes(resultCode(error))) throw error;
    const setAside = `${path}.damaged-${now}`;
    for (const suffix of ["", "-wal", "-shm"])
      if (existsSync(path + suffix)) renameSync(path + suffix, setAside + suffix);
    return { database: connect(path), setAside };
  }
};

/** Opens the spool in the file `path`; a file that cannot be read is put aside, and a new one begun. */
export const openSpool = (
  path: string,
  now: number,
  { limitBytes = LIMIT_BYTES } = {},
): OpenedSpool => {
  let opened: ReturnType<typeof openDatabase>;
  try {
    opened = openDatabase(path, now);
  } catch (error) {
    const reason = resultCode(error) === BUSY ? "in_use" : "refused";
    return { ok: false, reason, detail: (error as Error).message };
  }
  const { database, setAside } = opened;
  const insert = database.prepare(
    "insert or replace into message (boot, seq, payload) values (?, ?, ?)",
  );
  const remove = database.prepare("delete from message where boot = ? and seq = ?");
  const removeOldest = database.prepare(
    "delete from message where id in (select id from message order by id limit 16)",
  );
  const bytesKept = database.prepare(
    "select coalesce(sum(length(payload)), 0) as bytes from message",
  );
  const setState = database.prepare("insert or replace into state (name, value) values (?, ?)");
  const getState = (name: string): number | undefined => {
    const row = database.prepare("select value from state where name = ?").get(name);
    return row === undefined ? undefined : Number(row.value);
  };

  const starts = 1 + (getState("starts") ?? 0);
  setState.run("starts", starts);
  const lastKnown = getState("last_known");
  const left = database
    .prepare("select boot, seq, payload from message order by id")
    .all()
    .map(({ boot, seq, payload }) => ({
      boot: String(boot),
      seq: Number(seq),
      payload: payload as Uint8Array,
    }));
  let known: number | undefined;

  const spool: Spool = {
    left,
    starts,
    lastKnown,
    write(change) {
      database.exec("begin immediate");
      try {
        for (const { boot, seq } of change.remove) remove.run(boot, seq);
        for (const { boot, seq, payload } of change.add) insert.run(boot, seq, payload);
        while (Number(bytesKept.get()?.bytes) > limitBytes) removeOldest.run();
        if (known !== undefined) setState.run("last_known", known);
        database.exec("commit");
      } catch (error) {
        if (database.isTransaction) database.exec("rollback");
        throw error;
      }
    },
    setLastKnown(instant) {
      known = instant;
    },
    close: () => database.close(),
  };
  return { ok: true, spool, ...(setAside === undefined ? {} : { setAside }) };
};
