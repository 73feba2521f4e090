import { once } from "node:events";
import { rmSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Worker } from "node:worker_threads";

/** A tile of one day; `number` is its name, see `dayOfTile`. */
export interface PackedTile {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/**
 * Days of tiles in a file of their own beside the store: the days of a tile lie side by side, so that a year of one
 * series is read in a few milliseconds however many there are. It holds nothing that the store does not
 * have, and is begun anew when it cannot be read.
 */
export interface DayFile {
  /** What was written last by `write`; undefined in a new file. */
  readonly state: string | undefined;
  get(number: number): Uint8Array | undefined;
  /** Those that there are from one number up to another, both included. */
  range(from: number, until: number): Iterable<PackedTile>;
  /** Writes tiles and the state in one transaction; it does not wait for the disk. */
  write(tiles: readonly PackedTile[], state: string): void;
  /** Removes those from one number up to another, which is not among them. */
  remove(from: number, until: number): void;
  /** Has what was written put in its place, when that is much. On a thread of its own. */
  settle(): Promise<void>;
  close(): void;
  /** Closes it, and begins it anew at the next start. */
  giveUp(): void;
}

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Whether SQLite says that its file is damaged, and not that the disk is full or busy. */
export const isDamaged = (error: unknown): boolean => {
  const code = (error as { readonly errcode?: unknown }).errcode;
  return typeof code === "number" && [SQLITE_CORRUPT, SQLITE_NOTADB].includes(code & 0xff);
};

/** 1: blocks of one series each. */
const VERSION = 2;
const SCHEMA = `
  create table tile (number integer primary key, bytes blob not null) strict;
  create table state (text text not null) strict;
  pragma user_version = ${VERSION};
`;

const BYTES_OF_A_PAGE = 4096;
/** A log of some 16 MB. */
const PAGES_OF_A_LOG = 4000;

const remove = (path: string): void => {
  for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
};

const openAt = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path);
  try {
    // What a cut of power takes are the last transactions, whole: the state says what is missing.
    database.exec(
      "pragma journal_mode = wal; pragma synchronous = normal; pragma wal_autocheckpoint = 0",
    );
    const version = database.prepare("pragma user_version").get()?.user_version;
    if (version === 0) database.exec(`begin; ${SCHEMA} commit`);
    else if (version !== VERSION) throw new Error(`version ${version}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

/** Opens the file, or begins it anew when it cannot be read, or when `fits` says no to its state. */
export const openDayFile = async (
  path: string,
  fits: (state: string) => Promise<boolean>,
): Promise<DayFile> => {
  const stateOf = (database: DatabaseSync): string | undefined => {
    const row = database.prepare("select text from state").get();
    return row === undefined ? undefined : String(row.text);
  };
  let database: DatabaseSync;
  let state: string | undefined;
  try {
    database = openAt(path);
    try {
      state = stateOf(database);
      if (state !== undefined && !(await fits(state))) throw new Error("it is of another store");
    } catch (error) {
      database.close();
      throw error;
    }
  } catch {
    remove(path);
    database = openAt(path);
    state = undefined;
  }
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  const getOne = prepare("select bytes from tile where number = ?");
  const getSome = prepare(
    "select number, bytes from tile where number between ? and ? order by number",
  );
  const put = prepare("insert or replace into tile values (?, ?)");
  const removeSome = prepare("delete from tile where number >= ? and number < ?");
  const clearState = prepare("delete from state");
  const putState = prepare("insert into state values (?)");
  /** Pages, since the log was put in its place. */
  let written = 0;

  return {
    state,
    get: (number) => getOne.get(number)?.bytes as Uint8Array | undefined,
    *range(from, until) {
      for (const { number, bytes } of getSome.iterate(from, until))
        yield { number: Number(number), bytes: bytes as Uint8Array };
    },
    write(tiles, text) {
      database.exec("begin immediate");
      try {
        for (const { number, bytes } of tiles) put.run(number, bytes);
        clearState.run();
        putState.run(text);
        database.exec("commit");
      } catch (error) {
        if (database.isTransaction) database.exec("rollback");
        throw error;
      }
      // Of the state, the tree and the head of the file some, and those of each tile.
      written += tiles.reduce(
        (pages, { bytes }) => pages + 1 + Math.ceil(bytes.length / BYTES_OF_A_PAGE),
        3,
      );
    },
    remove: (from, until) => void removeSome.run(from, until),
    async settle() {
      if (written < PAGES_OF_A_LOG) return;
      written = 0;
      const worker = new Worker(new URL("./day-file-checkpoint.ts", import.meta.url), {
        workerData: path,
      });
      await once(worker, "exit");
    },
    close: () => database.close(),
    giveUp() {
      try {
        database.close();
      } finally {
        remove(path);
      }
    },
  };
};
