import { setTimeout as wait } from "node:timers/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { RefusedByStore } from "../refused-by-store.ts";

/** Statements to run inside a group's transaction. It must be repeatable: what failed is tried again. */
export type Work = (connection: DuckDBConnection) => Promise<void>;

/** Work that many messages share, such as one bulk load. It writes the given ones, which may be some of all. */
export type SharedWork<Message> = (
  connection: DuckDBConnection,
  messages: readonly Message[],
) => Promise<void>;

/** What becomes of a message: without an error, it is on disk. */
export type MessageSettled<Message> = (error: Error | undefined, message: Message) => void;

/** Work that shares one transaction, and so one wait for the disk. */
export interface Group {
  /** Resolves when the work is on disk. Rejects with `RefusedByStore` when the store refuses this work alone. */
  add(work: Work): Promise<void>;
  /** Gives a function that adds a message to the work; it resolves and rejects as `add` does. */
  share<Message>(work: SharedWork<Message>): (message: Message) => Promise<void>;
  /**
   * As `share`, where a promise for each message is too dear: `settled` is called with each, the first time
   * for good.
   */
  enlist<Message>(
    work: SharedWork<Message>,
    settled: MessageSettled<Message>,
  ): (message: Message) => void;
  /** Says that the group's work has grown by so many rows. */
  grow(rows: number): void;
  /**
   * Resolves when all of the group that was not refused is on disk; rejects only when the store closes
   * before that.
   */
  readonly durable: Promise<void>;
}

/**
 * After some faults, such as a disk that fills while its log is folded or a failed fsync, DuckDB refuses
 * everything until it is opened again.
 */
export const isBroken = ({ message }: Error): boolean =>
  message.startsWith("FATAL Error") || message.includes("database has been invalidated");

/** What DuckDB says when the disk or the system fails it. All else is the fault of what was asked. */
const FAULT_OF_DISK =
  /^(IO|FATAL|Connection|INTERRUPT) Error|no space left|input\/output error|could not (fsync|write|read|open|truncate|create)|read-only file system|too many open files/i;

const isFaultOfDisk = (error: NodeJS.ErrnoException): boolean =>
  error.syscall !== undefined || isBroken(error) || FAULT_OF_DISK.test(error.message);

/** Memory that others hold at the moment: a smaller group may find room, and a later one too. */
const isMemoryShort = ({ message }: Error): boolean =>
  message.startsWith("Out of Memory") || /^bad allocation|std::bad_alloc/.test(message);

/** How full a group may become with little work, by what else makes it full. */
const MORE_OF_LITTLE = 1.25;

/** How often one message alone is tried before the store's want of memory is taken for its own fault. */
const MEMORY_TRIES = 5;

export interface GroupCommit {
  /**
   * The group that is still taking work. It is committed as soon as the one before it is on disk.
   * Throws when the store is closed, or does not commit and too much waits for it already.
   */
  open(): Group;
  /**
   * The group in turn that takes some more, though it may be full, and that comes not before the last which
   * `mustFollow` names; as `open` where there is none. For little work, which need not wait behind much.
   */
  openNext(mustFollow: (group: Group) => boolean): Group;
  /** Why the last commit failed, or undefined when it went through. */
  fault(): string | undefined;
  /** Commits what is open, then refuses more. */
  close(): Promise<void>;
}

export interface GroupCommitOptions {
  readonly onFault: (error: Error) => void;
  readonly onRecovery: () => void;
  /** Gives the last statement of each transaction, which DuckDB is given together with its COMMIT. */
  readonly beforeCommit?: () => string;
  /** A transaction is on disk; nobody was told yet. */
  readonly onCommitted?: () => void;
  /** The store refused the work of one message. */
  readonly onRefused?: (error: Error) => void;
  /** DuckDB has given its file up until it is opened again: trying on is in vain. */
  readonly onBroken?: (error: Error) => void;
  /**
   * Work of the store itself, which no transaction may share: done after each group that was full, and now and
   * then after others. Never rejects. `isBusy`: whether that group was full.
   */
  readonly afterCommit?: (isBusy: boolean) => Promise<void>;
  readonly retryMs?: number;
  /**
   * A group that has this many rows is full: the next one fills while it waits its turn. Senders with
   * a bounded window are then acknowledged in turns, and not all at once while the disk is idle.
   */
  readonly fullAtRows?: number;
  /** How long a group that follows another is filled before it is committed, by how long that one took. */
  readonly pauseMs?: (tookMs: number) => number;
  /**
   * How many rows may wait while the store does not commit. Senders that are not acknowledged come
   * back and send the same again: a disk that is full all night must not fill the memory too.
   */
  readonly mostRowsInFault?: number;
  /** How long `close` goes on trying when the disk does not take the last group. */
  readonly closeWithinMs?: number;
}

/** One message's part of the work. */
interface Item {
  /** Which of the group's works it belongs to. */
  readonly work: SharedWork<never>;
  readonly message: unknown;
  readonly settled: MessageSettled<never>;
}

type OpenGroup = Group & {
  readonly items: readonly Item[];
  readonly rows: () => number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
};

const settle = ({ settled, message }: Item, error?: Error): void => {
  try {
    settled(error, message as never);
  } catch (fault) {
    // A fault of the program and not of the store, which would try its work again: it ends the process.
    queueMicrotask(() => {
      throw fault;
    });
  }
};

/** How long after a group that is not full the store's own work may wait for the next. */
const OWN_WORK_EVERY_MS = 50;
const MOST_PAUSE_MS = 10;
/** A group that is so full costs little for each of its rows. */
const WORTH_A_COMMIT = 1 / 8;
/** A third of the time at most goes into small groups, each of which takes a millisecond of the main thread. */
const usualPauseMs = (tookMs: number): number => Math.min(MOST_PAUSE_MS, 2 * tookMs);

/** A promise that nobody may be waiting for any more (all senders gone): it must not end the process. */
const createOutcome = () => {
  const outcome = Promise.withResolvers<void>();
  outcome.promise.catch(() => undefined);
  return outcome;
};

const createGroup = (onGrown: (rows: number) => void): OpenGroup => {
  const items: Item[] = [];
  const { promise, resolve, reject } = createOutcome();
  let rows = 0;
  const enlist =
    <Message>(work: SharedWork<Message>, settled: MessageSettled<Message>) =>
    (message: Message): void =>
      void items.push({ work, message, settled });
  const share =
    <Message>(work: SharedWork<Message>) =>
    (message: Message): Promise<void> => {
      const outcome = createOutcome();
      const settled: MessageSettled<Message> = (error) => {
        if (error === undefined) outcome.resolve();
        else outcome.reject(error);
      };
      items.push({ work, message, settled });
      return outcome.promise;
    };
  return {
    items,
    rows: () => rows,
    resolve,
    reject,
    durable: promise,
    share,
    enlist,
    add: (work) => share<undefined>(work)(undefined),
    grow: (more) => {
      rows += more;
      onGrown(rows);
    },
  };
};

/** Runs the works in the order in which they were first added, each with all of its messages. */
const runItems = async (connection: DuckDBConnection, items: readonly Item[]): Promise<void> => {
  for (const [work, ofWork] of Map.groupBy(items, (item) => item.work))
    await work(connection, ofWork.map(({ message }) => message) as never[]);
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
    onRefused = () => undefined,
    beforeCommit = () => "",
    onCommitted = () => undefined,
    onBroken = () => undefined,
    afterCommit = async () => undefined,
    retryMs = 1000,
    fullAtRows = 16_384,
    pauseMs = usualPauseMs,
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
  /** The transaction of the next group, when it was begun ahead of it. */
  let begun: Promise<unknown> | undefined;
  /** Ends the pause before the next group. */
  let endPause: (() => void) | undefined;

  const begin = (): Promise<unknown> => {
    const ahead = begun ?? connection.run("BEGIN");
    begun = undefined;
    return ahead;
  };

  // Each call of DuckDB comes back through the event loop, where it waits for all else that is done there.
  const attempt = async (items: readonly Item[]): Promise<void> => {
    await begin();
    try {
      await runItems(connection, items);
      await connection.run(`${beforeCommit()};COMMIT`);
    } catch (error) {
      // After a failed COMMIT there may be no transaction left to roll back.
      await connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  };

  /** Tries until the disk takes it, or the store closes. What the store refuses is halved, down to one message. */
  const commit = async (items: readonly Item[]): Promise<void> => {
    for (let shortages = 0; ; ) {
      try {
        await attempt(items);
        onCommitted();
        if (lastFault !== undefined) {
          lastFault = undefined;
          onRecovery();
        }
        for (const item of items) settle(item);
        return;
      } catch (error) {
        const isShort = isMemoryShort(error as Error);
        if (isShort) shortages += 1;
        const isPassing = isShort
          ? items.length === 1 && shortages < MEMORY_TRIES
          : isFaultOfDisk(error as Error);
        if (!isPassing) return divide(items, error as Error);
        if (lastFault === undefined) onFault(error as Error);
        if (isBroken(error as Error)) onBroken(error as Error);
        lastFault = (error as Error).message;
        const stopped = await wait(retryMs, false, { signal: abandon.signal }).catch(() => true);
        if (stopped || abandon.signal.aborted) {
          const closed = new Error("the store closed before the commit", { cause: error });
          for (const item of items) settle(item, closed);
          throw closed;
        }
      }
    }
  };

  const divide = async (items: readonly Item[], error: Error): Promise<void> => {
    if (items.length > 1) {
      const middle = items.length >>> 1;
      await commit(items.slice(0, middle));
      await commit(items.slice(middle));
      return;
    }
    // DuckDB adds its own stack after the first line.
    const reason = error.message.split("\n", 1)[0];
    const refused = new RefusedByStore(`the store refused it: ${reason}`, { cause: error });
    onRefused(refused);
    if (isMemoryShort(error) && lastFault !== undefined) {
      lastFault = undefined;
      onRecovery();
    }
    for (const item of items) settle(item, refused);
  };

  const commitGroup = (group: OpenGroup): Promise<void> =>
    commit(group.items).then(group.resolve, (error: Error) => {
      for (const item of group.items) settle(item, error);
      group.reject(error);
    });

  const isOverfull = (): boolean =>
    lastFault !== undefined &&
    waiting.reduce((rows, group) => rows + group.rows(), 0) >= mostRowsInFault;

  /** While little comes, a group waits for nothing; where groups follow each other, fewer and larger ones cost less. */
  const isWorthACommit = (rows: number): boolean => rows >= fullAtRows * WORTH_A_COMMIT;
  const pause = async (ms: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    endPause = resolve;
    await promise;
    endPause = undefined;
    clearTimeout(timer);
  };

  let ownWorkAt = Number.NEGATIVE_INFINITY;
  const doOwnWork = async (rows: number): Promise<void> => {
    if (rows < fullAtRows && performance.now() - ownWorkAt < OWN_WORK_EVERY_MS) return;
    await afterCommit(rows >= fullAtRows);
    ownWorkAt = performance.now();
  };

  const run = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      const from = performance.now();
      await commitGroup(group);
      const took = performance.now() - from;
      await doOwnWork(group.rows());
      const [next] = waiting;
      if (next !== undefined && !isWorthACommit(next.rows()) && !closing)
        await pause(pauseMs(took));
    }
    running = undefined;
  };

  const open = (): Group => {
    if (closing) throw new Error("the store is closed");
    if (isOverfull()) throw new Error("the store does not commit and takes no more meanwhile");
    const last = waiting.at(-1);
    if (last !== undefined && last.rows() < fullAtRows) return last;
    const group = createGroup((rows) => {
      if (isWorthACommit(rows)) endPause?.();
    });
    waiting.push(group);
    if (running === undefined) {
      begun = connection.run("BEGIN");
      begun.catch(() => undefined);
      // Wait for the end of this turn: what arrived with it shares the transaction.
      running = new Promise<void>((resolve) => setImmediate(resolve)).then(run);
    }
    return group;
  };

  return {
    open,
    openNext(mustFollow) {
      if (closing || waiting.length < 2 || isOverfull()) return open();
      const first = Math.max(0, waiting.findLastIndex(mustFollow));
      const next = waiting.find(
        (group, place) => place >= first && group.rows() < fullAtRows * MORE_OF_LITTLE,
      );
      return next ?? open();
    },
    fault: () => lastFault,
    async close() {
      closing = true;
      endPause?.();
      const timer = setTimeout(() => abandon.abort(), closeWithinMs);
      await running;
      clearTimeout(timer);
    },
  };
};
