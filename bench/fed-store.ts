import { createGroupCommit, type GroupCommit } from "../cloud/src/duckdb/group-commit.ts";
import type { Database } from "../cloud/src/duckdb/open.ts";

/** Commits into a store of a bench: a fault ends it. `folds`: the log is written into the file when it is long. */
export const commitsInto = (database: Database, { folds }: { folds: boolean }): GroupCommit =>
  createGroupCommit(database.writer, {
    onFault: (error) => {
      throw error;
    },
    onRecovery: () => undefined,
    beforeCommit: database.countGroup,
    onCommitted: database.noteCommitted,
    ...(folds ? { afterCommit: database.foldLog } : {}),
  });
