import { existsSync } from "node:fs";
import { readFile, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { type Connection, connectTo } from "./database.ts";
import { applied, judgeApplied, MIGRATIONS } from "./migrations.ts";
import { runningServer } from "./postmaster.ts";
import { findPrograms } from "./programs.ts";
import type { RecordsConfig } from "./records.ts";
import { DATABASE, USER, versionOf } from "./server.ts";

/** What a server that answers says of itself, and how far its records are. */
export type ServerFact =
  | { readonly ok: false; readonly reason: string }
  | {
      readonly ok: true;
      /** "18.4". */
      readonly version: string;
      /** Migrations that have run, of those that this program knows. */
      readonly applied: number;
      readonly known: number;
      /** Why this program cannot use these records. */
      readonly refusal?: string;
      /** Extensions that the records need and the server does not have. */
      readonly missing: readonly string[];
    };

export type RecordsFact =
  | { readonly kind: "off" }
  /** `place`: host and database, without name and password. */
  | { readonly kind: "server"; readonly place: string; readonly server: ServerFact }
  | {
      readonly kind: "own";
      readonly folder: string;
      readonly freeBytes: number;
      readonly programs:
        | { readonly ok: true; readonly major: number }
        | { readonly ok: false; readonly reason: string };
      /** The version that wrote the folder; undefined before the first start. */
      readonly writtenBy?: number;
      /** Only while a server runs on the folder. */
      readonly server?: ServerFact;
    };

const EXTENSIONS = ["pg_trgm", "unaccent"];

const askServer = async (to: Connection): Promise<ServerFact> => {
  let client: Awaited<ReturnType<typeof connectTo>>;
  try {
    client = await connectTo(to);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { ok: false, reason: message || code || "no answer" };
  }
  try {
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version') as version",
    );
    const there = await client.query<{ name: string }>(
      "select name from pg_available_extensions where name = any($1)",
      [EXTENSIONS],
    );
    const names = there.rows.map(({ name }) => name);
    const known = readMigrationFiles({ migrationsFolder: MIGRATIONS });
    const before = await applied(client);
    const refusal = judgeApplied(known, before);
    return {
      ok: true,
      version: (rows[0]?.version ?? "").split(" ", 1)[0] ?? "",
      applied: before.length,
      known: known.length,
      missing: EXTENSIONS.filter((name) => !names.includes(name)),
      ...(refusal === undefined ? {} : { refusal }),
    };
  } catch (error) {
    return { ok: false, reason: (error as Error).message };
  } finally {
    await client.end();
  }
};

/** Host and database of a URL that may hold a password. */
const placeIn = (url: string): string => {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get("host") ?? `${hostname}${port === "" ? "" : `:${port}`}`;
  return `${host}${pathname}`;
};

/** The folder itself, or the nearest above it that exists. */
const existing = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));

const lookForPrograms = (folder: string | undefined) => {
  try {
    return { ok: true, major: findPrograms(folder, versionOf).major } as const;
  } catch (error) {
    return { ok: false, reason: (error as Error).message } as const;
  }
};

/** Looks at the records as `openRecords` would find them; starts and changes nothing. */
export const examineRecords = async (config: RecordsConfig): Promise<RecordsFact> => {
  const { DATABASE_URL: url } = config;
  if (url === "none") return { kind: "off" };
  if (url !== undefined)
    return { kind: "server", place: placeIn(url), server: await askServer({ url }) };
  const folder = join(resolve(config.DATA_DIR), "records");
  const data = join(folder, "data");
  const { bavail, bsize } = await statfs(existing(folder));
  const writtenBy = Number(
    await readFile(join(data, "PG_VERSION"), "utf8").catch(() => Number.NaN),
  );
  const running = await runningServer(data);
  return {
    kind: "own",
    folder,
    freeBytes: bavail * bsize,
    programs: lookForPrograms(config.POSTGRES_BIN),
    ...(Number.isNaN(writtenBy) ? {} : { writtenBy }),
    ...(running === undefined
      ? {}
      : { server: await askServer({ ...running, user: USER, database: DATABASE }) }),
  };
};
