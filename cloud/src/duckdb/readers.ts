import type { DuckDBConnection } from "@duckdb/node-api";
import { ReadRefused } from "../series/store.ts";

export interface ReadLimits {
  /** Ends the read when whoever asked is gone. */
  readonly signal?: AbortSignal | undefined;
  /** How long the read may take, the wait for its turn included. */
  readonly deadlineMs?: number | undefined;
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
  busy: "Too many questions wait already: ask again in a moment.",
  deadline: "The question took too long: ask for a shorter range or fewer series.",
  aborted: "Whoever asked has left.",
} as const;

const refuse = (code: ReadRefused["code"], cause?: unknown): ReadRefused =>
  new ReadRefused(code, refusals[code], { cause });

/**
 * A bounded queue for reads. DuckDB's calls run on the process's few threads: without a bound, heavy
 * reads take them all, and commits wait for seconds.
 */
export const createReaders = (
  connect: () => Promise<DuckDBConnection>,
  { atOnce, mostWaiting }: ReadersOptions,
): Readers => {
  const idle: DuckDBConnection[] = [];
  const waiting: (() => void)[] = [];
  const running = new Set<Promise<unknown>>();
  const closing = new AbortController();
  let taken = 0;

  /** Resolves when a place is free; the caller gives it back with `leave`. */
  const enter = (signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (taken < atOnce) {
      taken += 1;
      return Promise.resolve();
    }
    if (waiting.length >= mostWaiting) return Promise.reject(refuse("busy"));
    return new Promise((resolve, reject) => {
      const onTurn = () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      const onAbort = () => {
        waiting.splice(waiting.indexOf(onTurn), 1);
        reject(signal.reason);
      };
      waiting.push(onTurn);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  };

  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) taken -= 1;
    else next();
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
  ): Promise<T> => {
    await enter(signal);
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
    async run(ask, { signal, deadlineMs } = {}) {
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
      const answer = run(ask, ended.signal);
      running.add(answer);
      try {
        return await answer;
      } catch (error) {
        // What DuckDB says of an interrupt is told as what caused it.
        throw ended.signal.aborted ? ended.signal.reason : error;
      } finally {
        running.delete(answer);
        clearTimeout(timer);
        for (const source of sources) source.removeEventListener("abort", onLeave);
      }
    },
    waiting: () => waiting.length,
    async close() {
      closing.abort();
      await Promise.allSettled(running);
      for (const connection of idle.splice(0)) connection.closeSync();
    },
  };
};
