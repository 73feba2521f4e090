import { join } from "node:path";
import { refusedAddress } from "@datacityzen/hardware/settings";
import type { Logger } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { senderOf } from "./access/principal.ts";
import { createApp } from "./app.ts";
import { type Broker, openBroker } from "./broker/broker.ts";
import type { Config } from "./config.ts";
import { createGroupCommit, isBroken } from "./duckdb/group-commit.ts";
import { openDatabase, StoreInUse, StoreTooNew } from "./duckdb/open.ts";
import { createIngest } from "./ingest/ingest.ts";
import { openQuarantine } from "./ingest/quarantine.ts";
import { createMetrics } from "./operations/metrics.ts";
import { openDuckdbSeries } from "./series/duckdb/store.ts";
import { openStationDirectory } from "./stations/directory.ts";
import { createLiveReadings } from "./stations/live.ts";

/** A start that cannot be, told in a sentence for the person who started it. */
export class StartError extends Error {}

export interface Cloud {
  /** Where it listens: a port 0 in the settings lets the system choose. */
  readonly http: string;
  readonly mqtt: string;
  close(): Promise<void>;
}

const refusedPort =
  (variable: string, port: number, host: string) =>
  (error: unknown): never => {
    const sentence = refusedAddress(error, { host, port, variable });
    throw sentence === undefined ? error : new StartError(sentence, { cause: error });
  };

/** What DuckDB begins its sentences with when a file is not one that it can read, or not ours. */
const UNREADABLE = /^(IO|INTERNAL|Serialization|Catalog|FATAL) Error/;

const refusedStore = (error: NodeJS.ErrnoException): never => {
  if (error instanceof StoreInUse)
    throw new StartError(
      `${error.message}: stop the other cloud, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  if (error instanceof StoreTooNew)
    throw new StartError(
      `The cloud's data was written by a newer version (${error.message}): update this program, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  // The system's word (a file where a folder should be, no right), or DuckDB's (no room, no database).
  if (error.syscall === undefined && !UNREADABLE.test(error.message)) throw error;
  // DuckDB adds advice for its own programmers, and its stack.
  const reason = error.message.split("\n", 1)[0];
  throw new StartError(
    `The cloud's data cannot be used (${reason}): set DATA_DIR to another folder.`,
    { cause: error },
  );
};

const hostInUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** Puts the parts together and listens. `onBroken`: the store works again only in a new process. */
export const openCloud = async (
  config: Config,
  log: Logger,
  now: () => number,
  onBroken: (error: Error) => void = () => undefined,
): Promise<Cloud> => {
  const path = join(config.DATA_DIR, "cloud", "series.duckdb");
  const database = await openDatabase(path).catch(refusedStore);
  const commits = createGroupCommit(database.writer, {
    onFault: (error) => log.error({ error: error.message }, "store does not commit, messages wait"),
    onRecovery: () => log.info("store commits again"),
    onBroken,
    afterCommit: () =>
      database.foldLog().catch((error: Error) => {
        log.error({ error: error.message }, "store's log not folded");
        if (isBroken(error)) onBroken(error);
      }),
  });
  const series = await openDuckdbSeries(database, commits);
  const directory = await openStationDirectory(database, commits);
  const quarantine = await openQuarantine(database, commits);
  const live = createLiveReadings();

  let broker: Broker | undefined;
  const observed = {
    clients: () => broker?.clients() ?? 0,
    stations: () => directory.all().length,
    watchers: live.watchers,
    quarantined: quarantine.count,
    storeFault: commits.fault,
  };
  const metrics = createMetrics(observed);
  const ingest = createIngest({
    series,
    directory,
    quarantine,
    live,
    counters: metrics.ingest,
    now,
    sendReceipt: (station, receipt) => broker?.sendReceipt(station, receipt),
  });
  const app = await createApp({
    series,
    directory,
    live,
    quarantine,
    metrics,
    observed,
    now,
    version: packageJson.version,
    // Where it listens is told once, when all is ready.
    log: log.child({}, { level: log.isLevelEnabled("warn") ? "warn" : log.level }),
    dashboardsUrl: config.DASHBOARDS_URL,
  });
  const close = async () => {
    await broker?.close();
    await app.close();
    await commits.close();
    await database.close();
  };

  try {
    const http = await app
      .listen({ host: config.HOST, port: config.HTTP_PORT })
      .catch(refusedPort("HTTP_PORT", config.HTTP_PORT, config.HOST));
    broker = await openBroker({
      host: config.HOST,
      port: config.MQTT_PORT,
      authenticate: async (credentials) => senderOf(credentials),
      accept: ingest.accept,
      log,
    }).catch(refusedPort("MQTT_PORT", config.MQTT_PORT, config.HOST));
    return { http, mqtt: `mqtt://${hostInUrl(config.HOST)}:${broker.port}`, close };
  } catch (error) {
    await close();
    throw error;
  }
};
