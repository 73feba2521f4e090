import type { DuckDBConnection } from "@duckdb/node-api";
import { ReadRefused } from "../series/store.ts";

export interface ReadLimits {
  /** Ends the read when whoever asked is gone. */
  readonly signal?: AbortSignal | undefined;
  /** How long the read may take, the wait for its turn included. */
  readonly deadlineMs?: number | undefined;
  /** When the question began of which earlier parts were read already; absent for a first or only part. */
  readonly began?: number | undefined;
}

export interface Readers {
  /** Runs a question on a connection of its own when its turn comes. Rejects with `ReadRefused`. */
  run<T>(ask: (connection: DuckDBConnection) => Promise<T>, limits?: ReadLimits): Promise<T>;
  /** How many reads wait for their turn. */
  waiting(): number;
  /** Ends what runs, refuses what waits, lets go of the connections. */
  close(): Promise<void>;
}

export interface ReadersOptions {
  /** Each one that runs takes a thread of the process's pool: commits need some that are left. */
  readonly atOnce: number;
  readonly mostWaiting: number;
}

/** An interrupt is lost on a query that has not begun yet: it is repeated until the query ends. */
const INTERRUPT_EVERY_MS = 20;

const refusals = {
  busy: "Too many questions are being answered: ask again in a moment.",
  deadline: "The question took too long: ask for a shorter range or fewer series.",
  aborted: "Whoever asked has left.",
} as const;

export const refuse = (code: ReadRefused["code"], cause?: unknown): ReadRefused =>
  new ReadRefused(code, refusals[code], { cause });

interface WaitingRead {
  /** Infinite for a question that has not begun. */
  readonly began: number;
  readonly start: () => void;
}

/**
 * Reads that wait. Turn by turn, the first of the new questions and the oldest of those that have begun go
 * on: a short question waits for no long one, and of long ones the first is finished before the second. If
 * they shared their turns evenly, all of them would end by their deadline when there are too many.
 */
const createQueue = () => {
  const fresh: WaitingRead[] = [];
  const begun: WaitingRead[] = [];
  let isTurnOfBegun = false;
  return {
    size: () => fresh.length + begun.length,
    add(read: WaitingRead): void {
      const queue = read.began === Number.POSITIVE_INFINITY ? fresh : begun;
      const place = queue.findIndex(({ began }) => began > read.began);
      queue.splice(place === -1 ? queue.length : place, 0, read);
    },
    remove(read: WaitingRead): void {
      for (const queue of [fresh, begun]) {
        const place = queue.indexOf(read);
        if (place !== -1) queue.splice(place, 1);
      }
    },
    next(): WaitingRead | undefined {
      isTurnOfBegun = !isTurnOfBegun;
      return isTurnOfBegun ? (begun.shift() ?? fresh.shift()) : (fresh.shift() ?? begun.shift());
    },
  };
};

/**
 * A bounded queue for reads. DuckDB's calls run on the process's few threads: without a bound, heavy
 * reads take them all, and commits wait for seconds.
 */
export const createReaders = (
  connect: () => Promise<DuckDBConnection>,
  { atOnce, mostWaiting }: ReadersOptions,
): Readers => {
  const idle: DuckDBConnection[] = [];
  const queue = createQueue();
  const running = new Set<Promise<unknown>>();
  const closing = new AbortController();
  let taken = 0;

  /** Resolves when a place is free; the caller gives it back with `leave`. */
  const enter = (signal: AbortSignal, began: number): Promise<void> => {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (taken < atOnce) {
      taken += 1;
      return Promise.resolve();
    }
    // A question that has begun is not given up for its place in the queue.
    if (queue.size() >= mostWaiting && began === Number.POSITIVE_INFINITY)
      return Promise.reject(refuse("busy"));
    return new Promise((resolve, reject) => {
      const read: WaitingRead = {
        began,
        start() {
          signal.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        queue.remove(read);
        const { reason } = signal;
        // It was not its own length that took the time.
        const isLate = reason instanceof ReadRefused && reason.code === "deadline";
        reject(isLate ? refuse("busy", reason) : reason);
      };
      queue.add(read);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  };

  const leave = (): void => {
    const next = queue.next();
    if (next === undefined) taken -= 1;
    else next.start();
  };

  const askOn = async <T>(
    connection: DuckDBConnection,
    ask: (connection: DuckDBConnection) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const interrupt = () => {
      connection.interrupt();
      timer = setTimeout(interrupt, INTERRUPT_EVERY_MS);
    };
    if (signal.aborted) interrupt();
    else signal.addEventListener("abort", interrupt, { once: true });
    try {
      return await ask(connection);
    } finally {
      signal.removeEventListener("abort", interrupt);
      clearTimeout(timer);
    }
  };

  const run = async <T>(
    ask: (connection: DuckDBConnection) => Promise<T>,
    signal: AbortSignal,
    began: number,
  ): Promise<T> => {
    await enter(signal, began);
    try {
      const connection = idle.pop() ?? (await connect());
      try {
        const answer = await askOn(connection, ask, signal);
        if (signal.aborted) throw signal.reason;
        return answer;
      } finally {
        idle.push(connection);
      }
    } finally {
      leave();
    }
  };

  return {
    async run(ask, { signal, deadlineMs, began = Number.POSITIVE_INFINITY } = {}) {
      const ended = new AbortController();
      const onLeave = () => ended.abort(refuse("aborted"));
      const sources = [closing.signal, ...(signal === undefined ? [] : [signal])];
      for (const source of sources) {
        if (source.aborted) onLeave();
        source.addEventListener("abort", onLeave);
      }
      const timer =
        deadlineMs === undefined
          ? undefined
          : setTimeout(() => ended.abort(refuse("deadline")), deadlineMs);
      const answer = run(ask, ended.signal, began);
      running.add(answer);
      try {
        return await answer;
      } catch (error) {
        // What DuckDB says of an interrupt is told as what caused it.
        throw ended.signal.aborted && !(error instanceof ReadRefused) ? ended.signal.reason : error;
      } finally {
        running.delete(answer);
        clearTimeout(timer);
        for (const source of sources) source.removeEventListener("abort", onLeave);
      }
    },
    waiting: queue.size,
    async close() {
      closing.abort();
      await Promise.allSettled(running);
      for (const connection of idle.splice(0)) connection.closeSync();
    },
  };
};
