import type { DatabaseSync } from "node:sqlite";
import { resultCode } from "./database.ts";

export type DiskFault = "disk_full" | "disk_error";

export type Committed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: DiskFault; readonly detail: string };

/** Why nothing can be kept at present, and since when (UTC ms). */
export interface DiskTrouble {
  readonly reason: DiskFault;
  readonly detail: string;
  readonly since: number;
}

export interface GroupCommit {
  /**
   * Runs `work` in the next transaction, together with everything else that was handed over in
   * this turn of the event loop; resolves when that transaction is on disk. Work that only
   * frees space says so: it is done even when there is no room left for more.
   */
  readonly run: <T>(work: () => T, options?: { frees: boolean }) => Promise<Committed<T>>;
  /** Commits what waits, at once. */
  readonly flush: () => void;
  /** The fault of the last transaction that needed space, until one succeeds. */
  readonly trouble: () => DiskTrouble | undefined;
}

export interface GroupCommitOptions {
  readonly now: () => number;
  /** Whether the disk has space for more than removals. */
  readonly hasRoom: () => boolean;
  readonly onTrouble?: (trouble: DiskTrouble | undefined) => void;
}

interface Work {
  readonly frees: boolean;
  readonly run: () => void;
  readonly commit: () => void;
  readonly fail: (fault: { reason: DiskFault; detail: string }) => void;
  readonly crash: (error: unknown) => void;
}

/** SQLite's primary result codes for a disk that is full, or that fails. */
const sqliteFull = 13;
const diskErrors: readonly number[] = [8, 10, 11, 14];

const diskFault = (error: unknown): DiskFault | undefined => {
  const code = resultCode(error);
  if (code === sqliteFull) return "disk_full";
  return code !== undefined && diskErrors.includes(code) ? "disk_error" : undefined;
};

/** One disk synchronisation for many messages: the cost of durability is shared by the turn. */
export const openGroupCommit = (
  database: DatabaseSync,
  { now, hasRoom, onTrouble }: GroupCommitOptions,
): GroupCommit => {
  let waiting: Work[] = [];
  let trouble: DiskTrouble | undefined;

  const note = (fault: { reason: DiskFault; detail: string } | undefined): void => {
    if (fault?.reason === trouble?.reason) return;
    trouble = fault && { ...fault, since: now() };
    onTrouble?.(trouble);
  };

  const attempt = (group: readonly Work[]): { readonly error?: unknown } => {
    try {
      database.exec("begin immediate");
      for (const work of group) work.run();
      database.exec("commit");
      return {};
    } catch (error) {
      // A full disk has already rolled back by itself.
      if (database.isTransaction) database.exec("rollback");
      return { error };
    }
  };

  const commit = (group: readonly Work[]): void => {
    if (group.length === 0) return;
    const growing = group.some((work) => !work.frees);
    const { error } = attempt(group);
    if (error === undefined) {
      if (growing) note(undefined);
      for (const work of group) work.commit();
      return;
    }
    const reason = diskFault(error);
    if (reason !== undefined) {
      const fault = { reason, detail: (error as Error).message };
      // What frees space must not fail for what needs it.
      const frees = growing ? group.filter((work) => work.frees) : [];
      if (growing) note(fault);
      for (const work of group) if (!frees.includes(work)) work.fail(fault);
      commit(frees);
    } else if (group.length > 1) {
      // A fault of one piece of work is not its neighbours'.
      for (const work of group) commit([work]);
    } else {
      group[0]?.crash(error);
    }
  };

  const flush = (): void => {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    const refused = hasRoom() ? [] : group.filter((work) => !work.frees);
    if (refused.length > 0) {
      const detail = "the reserve of free space is reached";
      note({ reason: "disk_full", detail });
      for (const work of refused) work.fail({ reason: "disk_full", detail });
    }
    commit(group.filter((work) => !refused.includes(work)));
  };

  return {
    run: <T>(work: () => T, { frees } = { frees: false }) =>
      new Promise<Committed<T>>((resolve, reject) => {
        let value: T;
        // Sockets are read before immediates run: whatever arrived in this turn is in the group.
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({
          frees,
          run: () => {
            value = work();
          },
          commit: () => resolve({ ok: true, value }),
          fail: (fault) => resolve({ ok: false, ...fault }),
          crash: reject,
        });
      }),
    flush,
    trouble: () => trouble,
  };
};
