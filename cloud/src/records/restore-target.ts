import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { inArray, isNull, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type pg from "pg";
import type { Logger } from "pino";
import { job } from "../jobs/tables.ts";
import { outboxMessage } from "../outbox/tables.ts";
import { session, signInLink, verification } from "../people/tables.ts";
import { type Connection, connectTo, type Database } from "./database.ts";
import { bringForward, bringTo } from "./migrations.ts";
import { endLeftover } from "./postmaster.ts";
import { findPrograms } from "./programs.ts";
import type { RecordsConfig } from "./records.ts";
import { DATABASE, PORT, socketFolder, startServer, USER, versionOf } from "./server.ts";
import { ServerRefused } from "./server-refused.ts";

/** An empty database that a backup is put into, while no cloud works on it. */
export interface RestoreTarget {
  readonly client: pg.Client;
  /** Brings it to this version, and takes out what must not open or start anything again. */
  finish(at: Date): Promise<Database>;
  /** Ends a restore that failed: a server of our own stops, another database is left as it was. */
  abandon(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Links that were sent long ago are not sent again and open nothing, jobs that ran then do not run, and who
 * was signed in then signs in again: a session may have been ended since.
 */
const settle = async (db: Database, at: Date): Promise<void> => {
  await db
    .update(outboxMessage)
    .set({ content: null, recipient: null, settled: at, state: "expired" })
    .where(sql`${outboxMessage.state} = 'waiting'`);
  await db.update(outboxMessage).set({ content: null, recipient: null });
  await db
    .update(job)
    .set({ state: "failed", ended: at, fault: "It was under way when the backup was made." })
    .where(inArray(job.state, ["waiting", "running"]));
  await db.delete(session);
  await db.delete(verification);
  await db.delete(signInLink).where(isNull(signInLink.used));
};

/** Ends a server that a killed cloud left behind, before its folder is moved. */
export const endServerOn = async (records: string): Promise<void> => {
  const data = join(records, "data");
  if (existsSync(data)) await endLeftover(data);
};

export const openForRestore = async (
  config: RecordsConfig,
  log: Logger,
  migrations: number,
): Promise<RestoreTarget> => {
  const { DATABASE_URL: url } = config;
  const folder = join(resolve(config.DATA_DIR), "records");
  const socket = url === undefined ? await socketFolder(folder) : undefined;
  const server =
    socket === undefined
      ? undefined
      : await startServer({
          programs: findPrograms(config.POSTGRES_BIN, versionOf),
          folder,
          socket: socket.path,
          log,
        });
  const to: Connection =
    url === undefined
      ? { socket: socket?.path ?? "", port: PORT, user: USER, database: DATABASE }
      : { url };
  const end = async () => {
    await server?.stop();
    if (socket?.short === true) await rm(socket.path, { recursive: true, force: true });
  };
  let client: pg.Client;
  try {
    client = await connectTo(to);
  } catch (error) {
    await end();
    throw error;
  }
  const close = async () => {
    await client.end();
    await end();
  };
  const empty = async () => {
    await client.query(
      "drop schema if exists public cascade; drop schema if exists drizzle cascade",
    );
    await client.query("create schema public");
  };
  try {
    const { rows } = await client.query<{ count: number }>(
      "select count(*)::int as count from pg_tables where schemaname in ('public', 'drizzle', 'pgboss')",
    );
    if ((rows[0]?.count ?? 0) > 0)
      throw new ServerRefused(
        "The database of DATABASE_URL is not empty: make a new one, and restore into that.",
      );
    await bringTo(client, migrations);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    client,
    async finish(at) {
      await bringForward(client);
      const db = drizzle(client) as unknown as Database;
      await settle(db, at);
      return db;
    },
    async abandon() {
      await client.query("rollback").catch(() => undefined);
      if (url !== undefined) await empty().catch(() => undefined);
      await close();
    },
    close,
  };
};
