import { once } from "node:events";
import { rmSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import type { BlockName } from "./day-block.ts";

export interface PackedBlock extends BlockName {
  readonly bytes: Uint8Array;
}

/**
 * Blocks of days by series and day, in a file of their own beside the store: all of a series lie side by side, so
 * that a year of one is read in a few milliseconds however many there are. It holds nothing that the
 * store does not have, and is begun anew when it cannot be read.
 */
export interface DayFile {
  /** What was written last by `write`; undefined in a new file. */
  readonly state: string | undefined;
  get(name: BlockName): Uint8Array | undefined;
  /** Those that there are of a series, of the days from one up to another, both included. */
  range(series: number, from: number, until: number): readonly PackedBlock[];
  /** Writes blocks and the state in one transaction; it does not wait for the disk. */
  write(blocks: readonly PackedBlock[], state: string): void;
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

const VERSION = 1;
const SCHEMA = `
  create table block (
    series integer not null, day integer not null, bytes blob not null, primary key (series, day)
  ) strict, without rowid;
  create table state (text text not null) strict;
  pragma user_version = ${VERSION};
`;

/** Of 4 kB: a log of some 16 MB. */
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
  const getOne = prepare("select bytes from block where series = ? and day = ?");
  const getSome = prepare(
    "select day, bytes from block where series = ? and day between ? and ? order by day",
  );
  const put = prepare("insert or replace into block values (?, ?, ?)");
  const clearState = prepare("delete from state");
  const putState = prepare("insert into state values (?)");
  /** Pages, since the log was put in its place. */
  let written = 0;

  return {
    state,
    get({ series, day }) {
      return getOne.get(series, day)?.bytes as Uint8Array | undefined;
    },
    range: (series, from, until) =>
      getSome
        .all(series, from, until)
        .map(({ day, bytes }) => ({ series, day: Number(day), bytes: bytes as Uint8Array })),
    write(blocks, text) {
      database.exec("begin immediate");
      try {
        for (const { series, day, bytes } of blocks) put.run(series, day, bytes);
        clearState.run();
        putState.run(text);
        database.exec("commit");
      } catch (error) {
        if (database.isTransaction) database.exec("rollback");
        throw error;
      }
      // Of each block one; of the state, the tree and the head of the file some more.
      written += blocks.length + 3;
    },
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
