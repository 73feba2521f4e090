import { setTimeout as wait } from "node:timers/promises";
import type { DuckDBConnection } from "@duckdb/node-api";

/** Statements to run inside a group's transaction. It must be repeatable: a failed group is tried again whole. */
export type Work = (connection: DuckDBConnection) => Promise<void>;

/** After some faults, such as a disk that fills while its log is folded, DuckDB refuses everything. */
export const isBroken = ({ message }: Error): boolean =>
  message.includes("database has been invalidated");

/** Work that shares one transaction, and so one wait for the disk. */
export interface Group {
  add(work: Work): void;
  /** Says that the group's work has grown by so many rows. */
  grow(rows: number): void;
  /** Resolves when the transaction is on disk; rejects only when the store closes before that. */
  readonly durable: Promise<void>;
}

export interface GroupCommit {
  /**
   * The group that is still taking work. It is committed as soon as the one before it is on disk.
   * Throws when the store is closed, or does not commit and too much waits for it already.
   */
  open(): Group;
  /** Why the last commit failed, or undefined when it went through. */
  fault(): string | undefined;
  /** Commits what is open, then refuses more. */
  close(): Promise<void>;
}

export interface GroupCommitOptions {
  readonly onFault: (error: Error) => void;
  readonly onRecovery: () => void;
  /** DuckDB has given its file up until it is opened again: trying on is in vain. */
  readonly onBroken?: (error: Error) => void;
  /** Work of the store itself, which no transaction may share: done after each group. Never rejects. */
  readonly afterCommit?: () => Promise<void>;
  readonly retryMs?: number;
  /**
   * A group that has this many rows is full: the next one fills while it waits its turn. Senders with
   * a bounded window are then acknowledged in turns, and not all at once while the disk is idle.
   */
  readonly fullAtRows?: number;
  /**
   * How many rows may wait while the store does not commit. Senders that are not acknowledged come
   * back and send the same again: a disk that is full all night must not fill the memory too.
   */
  readonly mostRowsInFault?: number;
  /** How long `close` goes on trying when the disk does not take the last group. */
  readonly closeWithinMs?: number;
}

type OpenGroup = Group & {
  readonly works: Work[];
  readonly rows: () => number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
};

const createGroup = (): OpenGroup => {
  const works: Work[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // A group nobody waits for (all its senders gone) must not end the process when the store closes.
  promise.catch(() => undefined);
  let rows = 0;
  return {
    works,
    rows: () => rows,
    resolve,
    reject,
    durable: promise,
    add: (work) => works.push(work),
    grow: (more) => {
      rows += more;
    },
  };
};

/**
 * Groups work into transactions: while one is being written, the next fills. Under load the cost
 * of the disk is shared by all that arrived meanwhile; without load a group holds one message.
 */
export const createGroupCommit = (
  connection: DuckDBConnection,
  {
    onFault,
    onRecovery,
    onBroken = () => undefined,
    afterCommit = async () => undefined,
    retryMs = 1000,
    fullAtRows = 16_384,
    mostRowsInFault = 2_000_000,
    closeWithinMs = 3000,
  }: GroupCommitOptions,
): GroupCommit => {
  /** Full groups that wait for their turn, and last the one that is filling. */
  const waiting: OpenGroup[] = [];
  let running: Promise<void> | undefined;
  let lastFault: string | undefined;
  let closing = false;
  const abandon = new AbortController();

  const attempt = async (group: OpenGroup): Promise<void> => {
    await connection.run("BEGIN");
    try {
      for (const work of group.works) await work(connection);
      await connection.run("COMMIT");
    } catch (error) {
      // After a failed COMMIT there may be no transaction left to roll back.
      await connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  };

  const commit = async (group: OpenGroup): Promise<void> => {
    while (true) {
      try {
        await attempt(group);
        if (lastFault !== undefined) {
          lastFault = undefined;
          onRecovery();
        }
        group.resolve();
        return;
      } catch (error) {
        if (lastFault === undefined) onFault(error as Error);
        if (isBroken(error as Error)) onBroken(error as Error);
        lastFault = (error as Error).message;
        const stopped = await wait(retryMs, false, { signal: abandon.signal }).catch(() => true);
        if (stopped || abandon.signal.aborted) {
          group.reject(new Error("the store closed before the commit", { cause: error }));
          return;
        }
      }
    }
  };

  const isOverfull = (): boolean =>
    lastFault !== undefined &&
    waiting.reduce((rows, group) => rows + group.rows(), 0) >= mostRowsInFault;

  const run = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      await commit(group);
      await afterCommit();
    }
    running = undefined;
  };

  return {
    open() {
      if (closing) throw new Error("the store is closed");
      if (isOverfull()) throw new Error("the store does not commit and takes no more meanwhile");
      const last = waiting.at(-1);
      if (last !== undefined && last.rows() < fullAtRows) return last;
      const group = createGroup();
      waiting.push(group);
      // Wait for the end of this turn: what arrived with it shares the transaction.
      running ??= new Promise<void>((resolve) => setImmediate(resolve)).then(run);
      return group;
    },
    fault: () => lastFault,
    async close() {
      closing = true;
      const timer = setTimeout(() => abandon.abort(), closeWithinMs);
      await running;
      clearTimeout(timer);
    },
  };
};
