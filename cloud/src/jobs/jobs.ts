import { sql } from "drizzle-orm";
import { fromDrizzle, PgBoss } from "pg-boss";
import type { Logger } from "pino";
import type { Connection, Queries } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import type { Records } from "../records/records.ts";
import { RecordsUnavailable } from "../records/unavailable.ts";
import { changeJobIn, insertJob, readJob } from "./queries.ts";
import type { Job } from "./tables.ts";

export interface JobContext {
  readonly id: string;
  /** Aborted when the program stops, the job has taken too long, or somebody has cancelled it. */
  readonly signal: AbortSignal;
  /** How far it is, for the person who waits for it; written at most twice a second. Rejects once it is cancelled. */
  progress(done: number, total: number, note?: string): Promise<void>;
}

/**
 * Does the work and gives what is kept as its result. It may run again after a crash or a failure: the
 * second time must do no harm.
 */
export type JobHandler = (data: unknown, context: JobContext) => Promise<unknown>;

export interface JobOptions {
  /** Runs again after a failure so many times; 2 when unset. */
  readonly retries?: number;
  /** How long one run may take; an hour when unset. */
  readonly withinSeconds?: number;
  /** Goes on where the run before was cut off: that one run took too long is then no failure. */
  readonly resumes?: boolean;
}

/** Long work, done once its transaction is committed, by one worker at a time for each name. */
export interface Jobs {
  define(name: string, handler: JobHandler, options?: JobOptions): void;
  /** Starts a job in the transaction of the change that asks for it. Gives its id. */
  start(
    tx: Queries,
    name: string,
    data: unknown,
    options?: { readonly person?: string | undefined },
  ): Promise<string>;
  read(id: string): Promise<Job | undefined>;
  /** Ends one that waits or runs; what it has done stays. Undefined where there is none that does. */
  cancel(tx: Queries, id: string): Promise<Job | undefined>;
  close(): Promise<void>;
}

const PROGRESS_EVERY_MS = 500;
const HEARTBEAT_S = 60;
/** Failures are counted by us: what a restart or a kill cut off is none, however often it happens. */
const MOST_RUNS = 100_000;
const LONGEST_DELAY_S = 60;
const FAULT_LENGTH = 500;
const USUAL_RETRIES = 2;
/** Of each job: queues of an earlier version have others. */
const limits = {
  ...{ retryLimit: MOST_RUNS, retryBackoff: true, retryDelay: 5, retryDelayMax: LONGEST_DELAY_S },
} as const;
const NAME = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;

const bossConnection = (to: Connection) =>
  "url" in to
    ? { connectionString: to.url }
    : { host: to.socket, port: to.port, user: to.user, database: to.database };

interface Defined {
  readonly handler: JobHandler;
  readonly options: JobOptions;
}

export const createJobs = (records: Records, now: () => number, log: Logger): Jobs => {
  const defined = new Map<string, Defined>();
  const stopping = new AbortController();
  let boss: PgBoss | undefined;
  let starting: Promise<void> | undefined;

  const run = async (name: string, id: string, within: AbortSignal): Promise<void> => {
    const { db } = records;
    const known = defined.get(name);
    if (known === undefined) return;
    const at = () => new Date(now());
    const running = { state: "running" as const, started: at(), fault: null, done: 0 };
    const row = await changeJobIn(db, id, ["waiting", "running"], running);
    // Its person was erased, it was cancelled, or it was done already and only the queue did not learn of it.
    if (row === undefined) return;
    const cancelled = new AbortController();
    const signal = AbortSignal.any([within, stopping.signal, cancelled.signal]);
    let told = Number.NEGATIVE_INFINITY;
    const progress: JobContext["progress"] = async (done, total, note) => {
      signal.throwIfAborted();
      if (performance.now() - told < PROGRESS_EVERY_MS && done < total) return;
      told = performance.now();
      const change = { done, total, note: note ?? null };
      if ((await changeJobIn(db, id, ["running"], change)) !== undefined) return;
      cancelled.abort();
      signal.throwIfAborted();
    };
    try {
      const result = await known.handler(row.data, { id, signal, progress });
      await changeJobIn(db, id, ["running"], {
        state: "done",
        ended: at(),
        result: result ?? null,
      });
    } catch (error) {
      if (cancelled.signal.aborted) return;
      const fault = (error as Error).message.slice(0, FAULT_LENGTH);
      const { retries = USUAL_RETRIES, resumes = false } = known.options;
      const isCutOff = stopping.signal.aborted || (resumes && within.aborted);
      const failures = row.failures + (isCutOff ? 0 : 1);
      const isLast = failures > retries;
      const change = isLast
        ? { state: "failed" as const, ended: at() }
        : { state: "waiting" as const };
      await changeJobIn(db, id, ["running"], { ...change, fault, failures });
      log.warn({ job: name, id, fault }, "job failed");
      // The queue runs again what throws.
      if (!isLast) throw error;
    }
  };

  const workOn = async (queue: PgBoss, name: string, { options }: Defined): Promise<void> => {
    await queue.createQueue(name, {
      notify: true,
      ...limits,
      expireInSeconds: options.withinSeconds ?? 3600,
      // A worker that was killed is noticed by this, and its job starts again.
      heartbeatSeconds: HEARTBEAT_S,
    });
    let worker: string | undefined;
    worker = await queue.work(name, { includeMetadata: true }, async (jobs) => {
      try {
        for (const { id, signal } of jobs) await run(name, id, signal);
      } finally {
        // Others that came in the same transaction had one notice for all: without this they wait 30 s.
        if (worker !== undefined) queue.notifyWorker(worker);
      }
    });
  };

  const open = async (): Promise<void> => {
    if (boss !== undefined || records.connection === undefined) return;
    const created = new PgBoss({
      ...bossConnection(records.connection),
      application_name: "datacityzen-jobs",
      max: 2,
      useListenNotify: true,
      schedule: false,
    });
    created.on("error", (error) => {
      if (records.state().up) log.warn({ fault: error.message }, "jobs are disturbed");
    });
    await created.start();
    if (stopping.signal.aborted) return created.stop({ graceful: false });
    for (const [name, each] of defined) await workOn(created, name, each);
    boss = created;
  };

  const openOnce = (): Promise<void> => {
    starting ??= open()
      .catch((error: Error) => {
        if (records.state().up) log.error({ err: error }, "jobs cannot be opened");
      })
      .finally(() => {
        starting = undefined;
      });
    return starting;
  };
  records.onUp(() => void openOnce());

  return {
    define(name, handler, options = {}) {
      if (!NAME.test(name)) throw new Error(`"${name}" is no name of a job: "<module>.<work>".`);
      if (defined.has(name)) throw new Error(`The job ${name} is defined twice.`);
      const each = { handler, options };
      defined.set(name, each);
      if (boss !== undefined)
        workOn(boss, name, each).catch((error: Error) =>
          log.error({ err: error, job: name }, "job cannot be worked on"),
        );
    },
    async start(tx, name, data, { person } = {}) {
      if (!defined.has(name)) throw new Error(`No job has the name ${name}.`);
      if (boss === undefined) await openOnce();
      if (boss === undefined) throw new RecordsUnavailable("Jobs are not open yet.");
      const id = newIdentifier();
      await insertJob(tx, { id, name, data, person: person ?? null, created: new Date(now()) });
      await boss.send(name, {}, { id, db: fromDrizzle(tx, sql), ...limits });
      return id;
    },
    read: (id) => readJob(records.db, id),
    cancel: (tx, id) =>
      changeJobIn(tx, id, ["waiting", "running"], { state: "cancelled", ended: new Date(now()) }),
    async close() {
      stopping.abort();
      await starting;
      await boss?.stop({ graceful: true, timeout: 2_000 });
    },
  };
};
