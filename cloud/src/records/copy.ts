import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readMigrationFiles } from "drizzle-orm/migrator";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { type Connection, connectTo } from "./database.ts";
import { appliedHashes, MIGRATIONS } from "./migrations.ts";

export interface TableCopy {
  readonly name: string;
  readonly columns: readonly string[];
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface RecordsCopy {
  /** Hashes of the migrations that have run, in their order. */
  readonly migrations: readonly string[];
  readonly tables: AsyncIterable<TableCopy>;
  /** Ends the transaction. */
  close(): Promise<void>;
}

const quoted = (name: string): string => pg.escapeIdentifier(name);

/** Our tables, with the columns that are written (not those that PostgreSQL computes). */
const tablesOf = async (
  client: pg.Client,
): Promise<{ readonly name: string; readonly columns: readonly string[] }[]> => {
  const { rows } = await client.query<{ name: string; columns: string[] }>(`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    group by c.relname order by c.relname`);
  return rows;
};

/** All records as they are at one moment, while they are written on. */
export const copyOut = async (to: Connection): Promise<RecordsCopy> => {
  const client = await connectTo(to);
  try {
    await client.query("begin isolation level repeatable read read only");
    // The moment is that of the first question.
    const migrations = await appliedHashes(client);
    const tables = await tablesOf(client);
    async function* copies(): AsyncGenerator<TableCopy> {
      for (const { name, columns } of tables) {
        const list = columns.map(quoted).join(", ");
        const bytes = client.query(copyTo(`copy public.${quoted(name)} (${list}) to stdout`));
        yield { name, columns, bytes };
      }
    }
    return { migrations, tables: copies(), close: () => client.end() };
  } catch (error) {
    await client.end();
    throw error;
  }
};

/** How many of this program's migrations a copy had seen; undefined when they are not ours. */
export const knownMigrations = (hashes: readonly string[]): number | undefined => {
  const own = readMigrationFiles({ migrationsFolder: MIGRATIONS });
  return hashes.length <= own.length && hashes.every((hash, index) => own[index]?.hash === hash)
    ? hashes.length
    : undefined;
};

/** Columns that count go on after the largest number. */
const countOn = async (
  client: pg.Client,
  tables: readonly { readonly name: string; readonly columns: readonly string[] }[],
): Promise<void> => {
  for (const { name, columns } of tables)
    for (const column of columns) {
      const table = `public.${quoted(name)}`;
      const { rows } = await client.query<{ sequence: string | null }>(
        "select pg_get_serial_sequence($1, $2) as sequence",
        [table, column],
      );
      const sequence = rows[0]?.sequence;
      if (typeof sequence === "string")
        await client.query(
          `select setval($1, (select coalesce(max(${quoted(column)}), 0) + 1 from ${table}), false)`,
          [sequence],
        );
    }
};

export interface CopyIn {
  table(copy: TableCopy): Promise<void>;
  /** Checks all references, and commits. */
  finish(): Promise<void>;
}

/**
 * Fills the tables of a database on which the copy's migrations have run and nothing else. References are
 * set aside meanwhile and checked at the end: tables point to each other in circles.
 */
export const copyIn = async (client: pg.Client): Promise<CopyIn> => {
  await client.query("begin");
  const { rows: references } = await client.query<{ table: string; name: string; rule: string }>(`
    select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as rule
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and c.relnamespace = 'public'::regnamespace`);
  const tables = await tablesOf(client);
  for (const { table, name } of references)
    await client.query(`alter table public.${quoted(table)} drop constraint ${quoted(name)}`);
  for (const { name } of tables) {
    await client.query(`alter table public.${quoted(name)} disable trigger user`);
    // A migration may have written rows.
    await client.query(`delete from public.${quoted(name)}`);
  }
  return {
    async table({ name, columns, bytes }) {
      const list = columns.map(quoted).join(", ");
      const copy = client.query(copyFrom(`copy public.${quoted(name)} (${list}) from stdin`));
      await pipeline(Readable.from(bytes), copy);
    },
    async finish() {
      for (const { name } of tables) {
        await client.query(`alter table public.${quoted(name)} enable trigger user`);
      }
      for (const { table, name, rule } of references)
        await client.query(
          `alter table public.${quoted(table)} add constraint ${quoted(name)} ${rule}`,
        );
      await countOn(client, tables);
      await client.query("commit");
    },
  };
};
