import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createBackOff } from "@datacityzen/hardware/back-off";
import type pg from "pg";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { type Connection, connectTo, createDatabase, type Database, ping } from "./database.ts";
import { bringForward, RecordsTooNew } from "./migrations.ts";
import { findPrograms, type Programs } from "./programs.ts";
import {
  DATABASE,
  PORT,
  type Server,
  socketFolder,
  startServer,
  USER,
  versionOf,
} from "./server.ts";

export type RecordsState =
  | { readonly up: true }
  /** `reason`: a sentence with the remedy, for operators. `since`: when it went down, in ms. */
  | {
      readonly up: false;
      readonly reason: string;
      readonly since: number;
      /** False when they were switched off: then it is no fault. */
      readonly isWanted: boolean;
    };

/** People, places and all that is not a measurement, in PostgreSQL. */
export interface Records {
  /** A use while they are down throws `RecordsUnavailable`. */
  readonly db: Database;
  /** Where the server is, for connections that must be of their own: jobs that listen, backups. */
  readonly connection: Connection | undefined;
  state(): RecordsState;
  /** Called each time they come up, and at once when they are; what it starts must end by itself. */
  onUp(run: () => void): void;
  close(): Promise<void>;
}

export type RecordsConfig = Pick<Config, "DATA_DIR" | "DATABASE_URL" | "POSTGRES_BIN">;

const CONNECTIONS = 12;
/** A start waits so long for the records; they may come later. */
const FIRST_ATTEMPT_MS = 15_000;
const PATIENCE = { firstMs: 500, longestMs: 30_000 };
const PING_EVERY_MS = 15_000;

const OFF = "The records are switched off (DATABASE_URL=none).";

/** Without a server, for machines that only measure. */
const switchedOff = (now: () => number): Records => {
  const since = now();
  const { db, close } = createDatabase(
    { url: "postgres://127.0.0.1:9/none" },
    1,
    () => OFF,
    () => undefined,
  );
  return {
    db,
    connection: undefined,
    state: () => ({ up: false, reason: OFF, since, isWanted: false }),
    onUp: () => undefined,
    close,
  };
};

const migrate = async (to: Connection): Promise<void> => {
  const client: pg.Client = await connectTo(to);
  await bringForward(client).finally(() => client.end());
};

/**
 * Opens the records: a PostgreSQL of our own in DATA_DIR/records, or the one of DATABASE_URL. Resolves
 * after the first attempt, whether it succeeded or not: measurements go on without records, which come back
 * by themselves. Rejects with `RecordsTooNew` when they were written by a newer version.
 */
export const openRecords = async (
  config: RecordsConfig,
  log: Logger,
  now: () => number,
): Promise<Records> => {
  const { DATABASE_URL: url } = config;
  if (url === "none") return switchedOff(now);
  const folder = join(resolve(config.DATA_DIR), "records");
  const socket = url === undefined ? await socketFolder(folder) : undefined;
  const to: Connection =
    url === undefined
      ? { socket: socket?.path ?? "", port: PORT, user: USER, database: DATABASE }
      : { url };

  let state: RecordsState = {
    up: false,
    reason: "The records are being opened.",
    since: now(),
    isWanted: true,
  };
  const stopping = new AbortController();
  const { signal } = stopping;
  const listeners: (() => void)[] = [];
  let suspect = Promise.withResolvers<void>();
  const { db, close: closePool } = createDatabase(
    to,
    CONNECTIONS,
    () => (state.up ? undefined : state.reason),
    () => suspect.resolve(),
  );

  let programs: Programs | undefined;
  const start = async (): Promise<Server | undefined> => {
    if (socket === undefined) return undefined;
    programs ??= findPrograms(config.POSTGRES_BIN, versionOf);
    return startServer({ programs, folder, socket: socket.path, log, signal });
  };

  /** Resolves with the reason once the server does not answer any more. */
  const untilLost = async (server: Server | undefined): Promise<string | undefined> => {
    const ended = server?.ended ?? new Promise<never>(() => undefined);
    while (!signal.aborted) {
      suspect = Promise.withResolvers();
      const pause = new AbortController();
      const reason = await Promise.race([
        ended,
        suspect.promise,
        delay(PING_EVERY_MS, undefined, { signal: AbortSignal.any([signal, pause.signal]) }).catch(
          () => undefined,
        ),
      ]);
      pause.abort();
      if (reason !== undefined) return reason;
      if (signal.aborted) return undefined;
      const silent = await Promise.race([ended, ping(to)]);
      if (silent !== undefined)
        return `PostgreSQL does not answer (${silent}): the records come back by themselves once it does.`;
    }
    return undefined;
  };

  const goDown = (reason: string): void => {
    if (state.up) log.error({ reason }, "records are down, measurements go on");
    else if (state.reason !== reason) log.error({ reason }, "records cannot be opened");
    state = { up: false, reason, since: state.up ? now() : state.since, isWanted: true };
  };

  const first = Promise.withResolvers<void>();
  const keepOpen = async (): Promise<void> => {
    const backOff = createBackOff(PATIENCE, Math.random);
    while (!signal.aborted) {
      let server: Server | undefined;
      try {
        server = await start();
        await migrate(to);
        state = { up: true };
        backOff.reset();
        log.info("records are open");
        for (const listener of listeners) listener();
        first.resolve();
        const reason = await untilLost(server);
        if (reason !== undefined) goDown(reason);
      } catch (error) {
        if (error instanceof RecordsTooNew) first.reject(error);
        goDown((error as Error).message);
      }
      first.resolve();
      // After a close nothing may use the connections any more: the server can end.
      if (signal.aborted) await closePool();
      await server?.stop();
      if (!signal.aborted)
        await delay(backOff.next(), undefined, { signal }).catch(() => undefined);
    }
    await closePool();
  };
  const done = keepOpen();

  const close = async () => {
    stopping.abort();
    state = { up: false, reason: "The records are being closed.", since: now(), isWanted: true };
    await done;
    if (socket?.short === true) await rm(socket.path, { recursive: true, force: true });
  };

  const timer = setTimeout(first.resolve, FIRST_ATTEMPT_MS);
  try {
    await first.promise;
  } catch (error) {
    await close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return {
    db,
    connection: to,
    state: () => state,
    onUp(run) {
      listeners.push(run);
      if (state.up) run();
    },
    close,
  };
};
