import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { type Mark, readMark, writeMark } from "./spool-mark.ts";

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
  /**
   * On disk when it returns: one transaction and one fsync, unless it is far more than usual. `begun_anew`: the
   * file was damaged while it was open and put aside; the new one holds nothing, and nothing of this change.
   * Throws the system's error.
   */
  write(change: SpoolChange): "kept" | "begun_anew";
  /** Kept with the next `write`. */
  setLastKnown(instant: number): void;
  close(): void;
}

/** What a damaged or missing file cost. */
export interface SpoolDamage {
  /** Where the damaged file was put; undefined when there was none any more. */
  readonly setAside?: string;
  /** Messages that were carried over into the new file. */
  readonly rescued: number;
  /** Messages that are missing, at most; absent when there was no mark, and nobody can tell. */
  readonly lost?: number;
}

export type OpenedSpool =
  | { readonly ok: true; readonly spool: Spool; readonly damage?: SpoolDamage }
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

/** All files together stay below 16 MB: pages in use, and the log with what one transaction may add to it. */
const FILE_BYTES = 13 * 1024 * 1024;
const TRANSACTION_BYTES = 512 * 1024;
/** Folding the log costs two or three more fsyncs: about once in an hour of a minute's batches. */
const LOG_PAGES = 256;

/** Payloads that may wait: as many as the file takes. */
export const SPOOLED_BYTES = 12 * 1024 * 1024;

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const BUSY = 5;
const UNREADABLE: readonly number[] = [11, 26];

const resultCode = (error: unknown): number =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : 0;

/** The file's content is not what was written. */
class DamagedError extends Error {}

interface Row extends SpooledMessage {
  readonly id: number;
  /** Of the payload; null in the rows of earlier versions. */
  readonly sum: number | null;
}

const columns = "id, boot, seq, payload, sum";

const toRow = (row: Record<string, unknown>): Row => ({
  id: Number(row.id),
  boot: String(row.boot),
  seq: Number(row.seq),
  payload: row.payload as Uint8Array,
  sum: row.sum === null ? null : Number(row.sum),
});

const isWhole = ({ payload, sum }: Row): boolean => sum === null || crc32(payload) === sum;

/** The highest id that was ever given. */
const lastIdOf = (database: DatabaseSync): number =>
  Number(
    database.prepare("select seq from sqlite_sequence where name = 'message'").get()?.seq ?? 0,
  );

const addSums = (database: DatabaseSync): void => {
  const names = database.prepare("select name from pragma_table_info('message')").all();
  if (!names.some(({ name }) => name === "sum"))
    database.exec("alter table message add column sum integer");
};

const checkContent = (database: DatabaseSync): void => {
  const found = database.prepare("pragma integrity_check(1)").get()?.integrity_check;
  if (found !== "ok") throw new DamagedError(String(found));
  for (const row of database.prepare(`select ${columns} from message`).iterate())
    if (!isWhole(toRow(row))) throw new DamagedError("a payload has changed");
};

const connect = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path);
  try {
    // One owner: a second station of this name cannot open the same folder.
    database.exec("pragma locking_mode = exclusive");
    database.exec("pragma journal_mode = wal");
    database.exec("pragma synchronous = full");
    database.exec(`pragma wal_autocheckpoint = ${LOG_PAGES}`);
    database.exec(`begin immediate; ${schema} commit`);
    addSums(database);
    checkContent(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
};

const isDamage = (error: unknown): boolean =>
  error instanceof DamagedError || UNREADABLE.includes(resultCode(error));

/** Far more than ever wait. */
const MOST_IDS = 100_000;

/** What can be read of a damaged file, row by row, and how many rows have changed. */
const readDamaged = (path: string, mark: Mark | undefined) => {
  const rows: Row[] = [];
  let changed = 0;
  const database = new DatabaseSync(path);
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch {
      return undefined;
    }
  };
  try {
    attempt(() => addSums(database));
    const select = database.prepare(`select ${columns} from message where id = ?`);
    const last = Math.max(mark?.lastId ?? 0, attempt(() => lastIdOf(database)) ?? 0);
    for (let id = Math.max(1, last - MOST_IDS); id <= last; id++) {
      const found = attempt(() => select.get(id));
      if (found === undefined) continue;
      const row = toRow(found);
      if (isWhole(row)) rows.push(row);
      else changed += 1;
    }
    const starts = attempt(() =>
      database.prepare("select value from state where name = 'starts'").get(),
    );
    return { rows, changed, starts: Number(starts?.value ?? 0) };
  } catch {
    return { rows, changed, starts: 0 };
  } finally {
    database.close();
  }
};

const suffixes = ["", "-wal", "-shm"];

/** Puts the files of a damaged spool aside, as they are; what is read is read from a copy. */
const rescue = (path: string, now: number) => {
  const setAside = `${path}.damaged-${now}`;
  const copy = `${path}.reading`;
  for (const suffix of suffixes) {
    if (!existsSync(path + suffix)) continue;
    renameSync(path + suffix, setAside + suffix);
    if (suffix !== "-shm") copyFileSync(setAside + suffix, copy + suffix);
  }
  const mark = readMark(path);
  let read: ReturnType<typeof readDamaged> = { rows: [], changed: 0, starts: 0 };
  try {
    read = readDamaged(copy, mark);
  } catch {
    // Nothing of it can be opened: the mark tells how much it held.
  }
  for (const suffix of suffixes) rmSync(copy + suffix, { force: true });
  const database = connect(path);
  const insert = database.prepare(
    `insert or ignore into message (${columns}) values (?, ?, ?, ?, ?)`,
  );
  database.exec("begin immediate");
  for (const { id, boot, seq, payload } of read.rows)
    insert.run(id, boot, seq, payload, crc32(payload));
  database.prepare("insert into state (name, value) values ('starts', ?)").run(read.starts);
  database.exec("commit");
  const rescued = read.rows.length;
  if (mark === undefined) return { database, damage: { setAside, rescued } };
  const lost = Math.max(read.changed, mark.waiting - rescued);
  return { database, damage: { setAside, rescued, lost } };
};

const openDatabase = (
  path: string,
  now: number,
): { readonly database: DatabaseSync; readonly damage?: SpoolDamage } => {
  mkdirSync(dirname(path), { recursive: true });
  // A log without its file: SQLite would delete it.
  if (!existsSync(path) && existsSync(`${path}-wal`)) return rescue(path, now);
  const mark = readMark(path);
  try {
    const database = connect(path);
    const behind = (mark?.lastId ?? 0) - lastIdOf(database);
    const lost = Math.min(Math.max(0, behind), mark?.waiting ?? 0);
    return lost === 0 ? { database } : { database, damage: { rescued: 0, lost } };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return rescue(path, now);
  }
};

/** Removes the oldest messages until there is room for a transaction more. */
const makeRoom = (database: DatabaseSync, limitBytes: number): void => {
  const pages = database.prepare(
    `select (page_count - freelist_count) * page_size as used
      from pragma_page_count, pragma_freelist_count, pragma_page_size`,
  );
  const removeOldest = database.prepare(
    "delete from message where id in (select id from message order by id limit 16)",
  );
  while (Number(pages.get()?.used) > limitBytes && removeOldest.run().changes > 0);
};

/** Parts of the messages, in order, none of which makes the log grow without bounds. */
const inParts = (messages: readonly SpooledMessage[]): SpooledMessage[][] => {
  const parts: SpooledMessage[][] = [[]];
  let bytes = 0;
  for (const message of messages) {
    bytes += message.payload.length;
    if (bytes > TRANSACTION_BYTES) {
      parts.push([]);
      bytes = message.payload.length;
    }
    parts.at(-1)?.push(message);
  }
  return parts;
};

/**
 * Opens the spool in the file `path`. A file that is damaged is put aside; what can be read of it is
 * carried over into a new one, and what is missing is counted.
 */
export const openSpool = (
  path: string,
  now: number,
  { limitBytes = FILE_BYTES } = {},
): OpenedSpool => {
  let opened: ReturnType<typeof openDatabase>;
  try {
    opened = openDatabase(path, now);
  } catch (error) {
    const reason = resultCode(error) === BUSY ? "in_use" : "refused";
    return { ok: false, reason, detail: (error as Error).message };
  }
  const { damage } = opened;
  let { database } = opened;
  const readState = (name: string): number | undefined => {
    const row = database.prepare("select value from state where name = ?").get(name);
    return row === undefined ? undefined : Number(row.value);
  };
  const writeState = (name: string, value: number) =>
    database.prepare("insert or replace into state (name, value) values (?, ?)").run(name, value);
  const fold = (): void => {
    try {
      database.exec("pragma wal_checkpoint(truncate)");
    } catch {
      // On a full disk the log stays, with everything that was committed.
    }
  };
  const mark = (): void => {
    const count = database.prepare("select count(*) as waiting from message").get();
    writeMark(path, { lastId: lastIdOf(database), waiting: Number(count?.waiting) });
  };

  const starts = 1 + (readState("starts") ?? 0);
  writeState("starts", starts);
  fold();
  mark();
  const lastKnown = readState("last_known");
  const left = database
    .prepare("select boot, seq, payload from message order by id")
    .all()
    .map(({ boot, seq, payload }) => ({
      boot: String(boot),
      seq: Number(seq),
      payload: payload as Uint8Array,
    }));
  let known: number | undefined;

  const keepTogether = ({ add, remove }: SpoolChange): void => {
    database.exec("begin immediate");
    try {
      const removal = database.prepare("delete from message where boot = ? and seq = ?");
      for (const { boot, seq } of remove) removal.run(boot, seq);
      makeRoom(database, limitBytes);
      const insert = database.prepare(
        "insert or replace into message (boot, seq, payload, sum) values (?, ?, ?, ?)",
      );
      for (const { boot, seq, payload } of add) insert.run(boot, seq, payload, crc32(payload));
      if (known !== undefined) writeState("last_known", known);
      database.exec("commit");
    } catch (error) {
      if (database.isTransaction) database.exec("rollback");
      throw error;
    }
  };

  /** What was in the file waits in memory as well, so that nothing of it needs to be rescued. */
  const beginAnew = (): void => {
    database.close();
    for (const suffix of suffixes)
      if (existsSync(path + suffix)) renameSync(path + suffix, `${path}.damaged-${now}${suffix}`);
    database = connect(path);
    writeState("starts", starts);
    mark();
  };

  const spool: Spool = {
    left,
    starts,
    lastKnown,
    write({ add, remove }) {
      try {
        const parts = inParts(add);
        for (const [index, part] of parts.entries()) {
          keepTogether({ add: part, remove: index === 0 ? remove : [] });
          if (parts.length > 1) fold();
        }
      } catch (error) {
        if (!isDamage(error)) throw error;
        beginAnew();
        return "begun_anew";
      }
      mark();
      return "kept";
    },
    setLastKnown(instant) {
      known = instant;
    },
    close() {
      fold();
      database.close();
    },
  };
  return { ok: true, spool, ...(damage === undefined ? {} : { damage }) };
};
