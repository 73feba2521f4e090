import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pino from "pino";
import { inject } from "vitest";
import { Config, readConfig } from "../config.ts";
import { connectTo } from "./database.ts";
import { bringForward } from "./migrations.ts";
import { findPrograms } from "./programs.ts";
import { openRecords, type Records } from "./records.ts";
import { PORT, startServer, USER, versionOf } from "./server.ts";

const TEMPLATE = "migrated";
const POLL_MS = 20;

type Ready = { readonly socket: string } | { readonly fault: string };

/** Starts the run's server, with a database on which all migrations have run. */
const startForAll = async (folder: string): Promise<Ready> => {
  const socket = join(folder, "s");
  const settings = readConfig();
  try {
    await startServer({
      programs: findPrograms(settings.ok ? settings.value.POSTGRES_BIN : undefined, versionOf),
      folder: join(folder, "server"),
      socket,
      log: pino({ level: "silent" }),
      // Tests that cut the power have servers of their own.
      more: ["fsync=off", "max_connections=200"],
      outlives: true,
    });
    const at = { socket, port: PORT, user: USER };
    const first = await connectTo({ ...at, database: "postgres" });
    await first.query(`create database ${TEMPLATE}`).finally(() => first.end());
    const client = await connectTo({ ...at, database: TEMPLATE });
    await bringForward(client).finally(() => client.end());
    return { socket };
  } catch (error) {
    return { fault: (error as Error).message };
  }
};

/** The socket of the server that all tests of a run share; the first test that asks starts it. */
const sharedSocket = async (): Promise<string> => {
  const folder = inject("recordsFolder");
  const answer = join(folder, "ready.json");
  const isFirst = await mkdir(join(folder, "starting")).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    await writeFile(`${answer}.new`, JSON.stringify(await startForAll(folder)));
    await rename(`${answer}.new`, answer);
  }
  for (;;) {
    const text = await readFile(answer, "utf8").catch(() => undefined);
    if (text === undefined) {
      await delay(POLL_MS);
      continue;
    }
    const ready = JSON.parse(text) as Ready;
    if ("fault" in ready) throw new Error(ready.fault);
    return ready.socket;
  }
};

export interface FreshDatabase {
  /** For DATABASE_URL. */
  readonly url: string;
  /** Takes the database out of reach, as if its server were down, or brings it back. */
  setReachable(isReachable: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** A database of the test's own, on which all migrations have run. */
export const freshDatabase = async (): Promise<FreshDatabase> => {
  const socket = await sharedSocket();
  const name = `test_${randomBytes(6).toString("hex")}`;
  const ask = async (statement: string) => {
    const client = await connectTo({ socket, port: PORT, user: USER, database: "postgres" });
    await client.query(statement).finally(() => client.end());
  };
  await ask(`create database ${name} template ${TEMPLATE}`);
  return {
    url: `postgres://${USER}@localhost/${name}?host=${encodeURIComponent(socket)}`,
    async setReachable(isReachable) {
      await ask(`alter database ${name} with allow_connections ${isReachable}`);
      if (!isReachable)
        await ask(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
        );
    },
    remove: () => ask(`drop database ${name} with (force)`),
  };
};

export interface RecordsUnderTest {
  readonly records: Records;
  readonly url: string;
  remove(): Promise<void>;
}

/** Records in a database of the test's own. */
export const openRecordsUnderTest = async (
  now: () => number = Date.now,
): Promise<RecordsUnderTest> => {
  const { url, remove } = await freshDatabase();
  const config = Config.parse({ DATABASE_URL: url });
  const records = await openRecords(config, pino({ level: "silent" }), now);
  return {
    records,
    url,
    async remove() {
      await records.close();
      await remove();
    },
  };
};
