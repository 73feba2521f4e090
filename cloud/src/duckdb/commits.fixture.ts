import { createGroupCommit, type GroupCommit } from "./group-commit.ts";
import type { Database } from "./open.ts";

interface CommitsOptions {
  /** Whether the log is written into the file when it is long. */
  readonly folds?: boolean;
  readonly onCommitted?: () => void;
  readonly fullAtRows?: number;
}

/** Commits into a store of a test or a bench, counted as the cloud counts them: a fault ends it. */
export const commitsInto = (
  database: Database,
  { folds = true, onCommitted, ...options }: CommitsOptions = {},
): GroupCommit =>
  createGroupCommit(database.writer, {
    onFault: (error) => {
      throw error;
    },
    onRecovery: () => undefined,
    beforeCommit: database.countGroup,
    onCommitted: () => {
      database.noteCommitted();
      onCommitted?.();
    },
    ...(folds ? { afterCommit: database.foldLog } : {}),
    ...options,
  });
