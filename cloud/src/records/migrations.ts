import { join } from "node:path";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import type pg from "pg";

/** Where drizzle-kit writes them. */
export const MIGRATIONS = join(import.meta.dirname, "../../migrations");

/** The records were written by a newer version of this program, or by one whose migrations were others. */
export class RecordsTooNew extends Error {}

export interface Applied {
  readonly hash: string;
  readonly when: number;
}

/** The migrations that have run there, in their order. */
export const applied = async (client: pg.ClientBase): Promise<Applied[]> => {
  const { rows: tables } = await client.query<{ found: boolean }>(
    "select to_regclass('drizzle.__drizzle_migrations') is not null as found",
  );
  if (tables[0]?.found !== true) return [];
  const { rows } = await client.query<{ hash: string; created_at: string }>(
    "select hash, created_at from drizzle.__drizzle_migrations order by created_at",
  );
  return rows.map(({ hash, created_at }) => ({ hash, when: Number(created_at) }));
};

/**
 * Why these migrations may not be run on what was applied before, or undefined. Drizzle compares the
 * time of the last one only: it passes over an edited one, and over one that another branch brought late.
 */
export const judgeApplied = (
  known: readonly Pick<MigrationMeta, "hash" | "folderMillis">[],
  before: readonly Applied[],
): string | undefined => {
  for (const [index, { hash, when }] of before.entries()) {
    const own = known[index];
    if (own === undefined)
      return `they hold ${before.length} migrations, and this program knows ${known.length}`;
    if (own.folderMillis !== when || own.hash !== hash)
      return `their migration ${index} is not this program's`;
  }
  return undefined;
};

export const appliedHashes = async (client: pg.ClientBase): Promise<string[]> =>
  (await applied(client)).map(({ hash }) => hash);

/** The number of the last migration that this program knows, from 0. */
export const lastMigration = (folder = MIGRATIONS): number =>
  readMigrationFiles({ migrationsFolder: folder }).length - 1;

/** One number for all programs: the others wait while one migrates. */
const LOCK = 7_309_842;

/** Runs the first `count` migrations on an empty database, for a copy that had seen no more. */
export const bringTo = async (client: pg.ClientBase, count: number): Promise<void> => {
  const migrations = readMigrationFiles({ migrationsFolder: MIGRATIONS }).slice(0, count);
  const db = drizzle(client as pg.Client) as unknown as {
    dialect: {
      migrate(known: readonly MigrationMeta[], session: unknown, options: object): Promise<void>;
    };
    session: unknown;
  };
  await db.dialect.migrate(migrations, db.session, {});
};

/** Brings the records to this program's version. Forward only. */
export const bringForward = async (client: pg.ClientBase, folder = MIGRATIONS): Promise<void> => {
  await client.query("select pg_advisory_lock($1)", [LOCK]);
  try {
    const refusal = judgeApplied(
      readMigrationFiles({ migrationsFolder: folder }),
      await applied(client),
    );
    if (refusal !== undefined) throw new RecordsTooNew(refusal);
    await migrate(drizzle(client as pg.Client), { migrationsFolder: folder });
  } finally {
    // The end of the connection lets go of it too.
    await client.query("select pg_advisory_unlock($1)", [LOCK]).catch(() => undefined);
  }
};
