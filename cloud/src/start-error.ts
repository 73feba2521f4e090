import { StoreInUse } from "./duckdb/files.ts";
import { StoreTooNew } from "./duckdb/migrate.ts";
import { RecordsTooNew } from "./records/migrations.ts";

/** A start that cannot be, told in a sentence for the person who started it. */
export class StartError extends Error {}

/** What DuckDB begins its sentences with when a file is not one that it can read, or not ours. */
const UNREADABLE = /^(IO|INTERNAL|Serialization|Catalog|FATAL) Error/;

/** The store of DATA_DIR cannot be opened. */
export const refusedStore = (error: NodeJS.ErrnoException): never => {
  if (error instanceof StoreInUse)
    throw new StartError(
      `${error.message}: stop the other cloud, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  if (error instanceof StoreTooNew)
    throw new StartError(
      `The cloud's data was written by a newer version (${error.message}): update this program, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  // The system's word (a file where a folder should be, no right), or DuckDB's (no room, no database).
  if (error.syscall === undefined && !UNREADABLE.test(error.message)) throw error;
  // DuckDB adds advice for its own programmers, and its stack.
  const reason = error.message.split("\n", 1)[0];
  throw new StartError(
    `The cloud's data cannot be used (${reason}): set DATA_DIR to another folder.`,
    { cause: error },
  );
};

export const refusedRecords = (error: Error): never => {
  if (!(error instanceof RecordsTooNew)) throw error;
  throw new StartError(
    `The records were written by another version (${error.message}): update this program, or restore a backup made with this version.`,
    { cause: error },
  );
};
