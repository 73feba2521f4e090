import type { DatabaseSync } from "node:sqlite";
import { isDamage, resultCode } from "./database.ts";

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

export interface WorkOptions {
  /** Whether it only frees space: it is done even when there is no room left for more. */
  readonly frees?: boolean;
  /** For whom it is done: each sender gets an equal share of a transaction. */
  readonly sender?: string;
}

export interface GroupCommit {
  /**
   * Runs `work` in one of the next transactions, together with what others handed over; resolves
   * when that transaction is on disk.
   */
  readonly run: <T>(work: () => T, options?: WorkOptions) => Promise<Committed<T>>;
  /** Commits what waits, at once. */
  readonly flush: () => void;
  /** The fault of the last transaction that needed space, until one succeeds. */
  readonly trouble: () => DiskTrouble | undefined;
  /** From now on `makeRoom` is called when there is no room; true when it made some. */
  readonly onFull: (makeRoom: () => boolean) => void;
}

export interface GroupCommitOptions {
  readonly now: () => number;
  /** Whether the disk has space for more than removals. */
  readonly hasRoom: () => boolean;
  readonly onTrouble?: (trouble: DiskTrouble | undefined) => void;
  /** The file turned out to be damaged: it works again only after it was opened anew. */
  readonly onDamage?: (error: Error) => void;
}

interface Work {
  readonly frees: boolean;
  readonly run: () => void;
  readonly commit: () => void;
  readonly fail: (fault: { reason: DiskFault; detail: string }) => void;
  readonly crash: (error: unknown) => void;
}

/** What one sender handed over, of which the first `next` pieces are done. */
interface Queue {
  readonly works: Work[];
  next: number;
}

/** SQLite's primary result codes for a disk that is full, or that fails. */
const sqliteFull = 13;
const diskErrors: readonly number[] = [8, 10, 11, 14, 26];

const diskFault = (error: unknown): DiskFault | undefined => {
  const code = resultCode(error);
  if (code === sqliteFull) return "disk_full";
  return code !== undefined && diskErrors.includes(code) ? "disk_error" : undefined;
};

/** More would make a sender with one message wait for one with thousands. */
const mostInOneTransaction = 1000;

/** One disk synchronisation for many messages: the cost of durability is shared. */
export const openGroupCommit = (
  database: DatabaseSync,
  { now, hasRoom, onTrouble, onDamage }: GroupCommitOptions,
): GroupCommit => {
  const waiting = new Map<string, Queue>();
  let scheduled = false;
  let trouble: DiskTrouble | undefined;
  let makeRoom = (): boolean => false;

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
      if (reason === "disk_full") makeRoom();
      if (isDamage(error)) onDamage?.(error as Error);
    } else if (group.length > 1) {
      // A fault of one piece of work is not its neighbours'.
      for (const work of group) commit([work]);
    } else {
      group[0]?.crash(error);
    }
  };

  /** One piece of work of each sender in turn, so that nobody waits for somebody else's thousands. */
  const nextGroup = (): readonly Work[] => {
    const group: Work[] = [];
    while (group.length < mostInOneTransaction) {
      const [sender, queue] = waiting.entries().next().value ?? [];
      const work = queue?.works[queue.next];
      if (sender === undefined || queue === undefined || work === undefined) break;
      group.push(work);
      queue.next += 1;
      waiting.delete(sender);
      if (queue.next < queue.works.length) waiting.set(sender, queue);
    }
    return group;
  };

  const flushGroup = (): void => {
    const group = nextGroup();
    if (group.length === 0) return;
    const growing = group.some((work) => !work.frees);
    const room = hasRoom() || (growing && makeRoom() && hasRoom());
    const refused = room ? [] : group.filter((work) => !work.frees);
    if (refused.length > 0) {
      const detail = "the reserve of free space is reached";
      note({ reason: "disk_full", detail });
      for (const work of refused) work.fail({ reason: "disk_full", detail });
    }
    commit(room ? group : group.filter((work) => work.frees));
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    // Sockets are read before immediates run: whatever arrived in this turn is in the group.
    setImmediate(() => {
      scheduled = false;
      flushGroup();
      if (waiting.size > 0) schedule();
    });
  };

  return {
    onFull: (called) => {
      makeRoom = called;
    },
    run: <T>(work: () => T, { frees = false, sender = "" }: WorkOptions = {}) =>
      new Promise<Committed<T>>((resolve, reject) => {
        let value: T;
        const queue = waiting.get(sender) ?? { works: [], next: 0 };
        queue.works.push({
          frees,
          run: () => {
            value = work();
          },
          commit: () => resolve({ ok: true, value }),
          fail: (fault) => resolve({ ok: false, ...fault }),
          crash: reject,
        });
        waiting.set(sender, queue);
        schedule();
      }),
    flush: () => {
      while (waiting.size > 0) flushGroup();
    },
    trouble: () => trouble,
  };
};
