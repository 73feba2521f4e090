import { createWriteStream, existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import pino, { type Logger } from "pino";
import type { Config } from "../config.ts";
import { StoreInUse } from "../duckdb/files.ts";
import { openDatabase } from "../duckdb/open.ts";
import { COUNT_POINTS } from "../duckdb/sealed-folder.ts";
import { type CopyIn, copyIn, knownMigrations } from "../records/copy.ts";
import { endServerOn, openForRestore, type RestoreTarget } from "../records/restore-target.ts";
import { FOLDERS, MEDIA, PRIVATE_FILES, STORE } from "./entries.ts";
import { eraseAgain } from "./erase-again.ts";
import { ERASED, type Erased, mergeErased, readErased } from "./erased.ts";
import type { Entry, EntryHead } from "./frames.ts";

/** A restore that cannot be, in a sentence with its remedy. */
export class RestoreRefused extends Error {}

export interface Restored {
  readonly created: string;
  readonly tables: number;
  readonly files: number;
  readonly points: number;
  /** Of identifiers that were erased since the backup, so many were in it, and are erased again. */
  readonly erased: number;
  /** Where the data that stood here before were moved. */
  readonly aside?: string;
}

export interface RestoreOptions {
  readonly config: Pick<Config, "DATA_DIR" | "DATABASE_URL" | "POSTGRES_BIN">;
  /** For what PostgreSQL says; nothing when unset. */
  readonly log?: Logger;
  readonly now: () => number;
  /** From lists beside the backup; the one of DATA_DIR is applied besides. */
  readonly erased: readonly Erased[];
  /** Moves data that are there aside, instead of refusing. */
  readonly replace: boolean;
}

/** The store's file and what the cloud keeps beside it under the same name. */
const storeFiles = async (dataDir: string): Promise<string[]> => {
  const names = await readdir(dirname(join(dataDir, STORE)));
  return names
    .filter((name) => name.startsWith(basename(STORE)))
    .map((name) => join(dirname(STORE), name));
};

/** A file of a sealed day, in the folder beside the store. */
const SEALED_FILE = new RegExp(`^${STORE.replaceAll(".", "\\.")}\\.sealed/[\\w+-]+\\.parquet$`);

/** Only the store's files, private ones that are known, and those of known folders: a backup cannot write anywhere else. */
const placeOf = (dataDir: string, path: string): string => {
  const place = resolve(dataDir, path);
  const isKnown =
    path === STORE ||
    path === `${STORE}.wal` ||
    SEALED_FILE.test(path) ||
    PRIVATE_FILES.includes(path) ||
    FOLDERS.some((name) => place.startsWith(join(dataDir, name) + sep));
  if (!isKnown)
    throw new RestoreRefused(`The backup holds a file of a place unknown here: ${path}.`);
  return place;
};

/** Refuses while a cloud works on the folder. */
const refuseWhileRunning = async (store: string): Promise<void> => {
  if (!existsSync(store)) return;
  try {
    await (await openDatabase(store)).close();
  } catch (error) {
    if (error instanceof StoreInUse)
      throw new RestoreRefused("The cloud is running on these data: stop it first.", {
        cause: error,
      });
    // A damaged store is what a restore may be for.
  }
};

const aboutOf = (head: EntryHead | undefined): Extract<EntryHead, { type: "about" }> => {
  if (head?.type !== "about") throw new RestoreRefused("The backup does not say what it holds.");
  return head;
};

const sync = async (path: string): Promise<void> => {
  const file = await open(path, "r");
  await file.sync().finally(() => file.close());
};

/** Brings a backup back. Either all of it is there afterwards, or what stood here before. */
export const restore = async (
  entries: AsyncIterable<Entry>,
  { config, log = pino({ level: "silent" }), now, erased, replace }: RestoreOptions,
): Promise<Restored> => {
  const dataDir = resolve(config.DATA_DIR);
  const list = join(dataDir, ERASED);
  const store = join(dataDir, STORE);
  await mkdir(dirname(store), { recursive: true });
  await refuseWhileRunning(store);

  const toErase = [...erased, ...(await readErased(list))];
  const own = [
    ...(await storeFiles(dataDir)),
    ...FOLDERS.filter((name) => existsSync(join(dataDir, name))),
    ...(config.DATABASE_URL === undefined && existsSync(join(dataDir, "records"))
      ? ["records"]
      : []),
  ];
  if (own.length > 0 && !replace)
    throw new RestoreRefused(
      `There are data in ${dataDir}: restore into another folder (DATA_DIR), or move them aside with --replace.`,
    );
  const aside = join(
    dataDir,
    `before-restore-${new Date(now()).toISOString().replaceAll(":", "-")}`,
  );
  const moved: [from: string, to: string][] = [];
  const moveAside = async (from: string, to: string) => {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await rename(from, to);
    moved.push([from, to]);
  };

  let target: RestoreTarget | undefined;
  let into: CopyIn | undefined;
  const made: string[] = [];
  let tables = 0;
  try {
    if (own.includes("records")) await endServerOn(join(dataDir, "records"));
    // These alone, of a cloud that was started once, are no data: they make way without being asked for.
    const privateFiles = PRIVATE_FILES.filter((path) => existsSync(join(dataDir, path)));
    for (const name of [...own, ...privateFiles])
      await moveAside(join(dataDir, name), join(aside, name));
    let about: Extract<EntryHead, { type: "about" }> | undefined;
    let files = 0;
    for await (const { head, bytes } of entries) {
      switch (head.type) {
        case "about": {
          about = head;
          if (head.migrations === null) break;
          const count = knownMigrations(head.migrations);
          if (count === undefined)
            throw new RestoreRefused(
              `The backup was made by another version (${head.version}), whose records this program does not know: update this program.`,
            );
          if (config.DATABASE_URL === "none")
            throw new RestoreRefused(
              "The backup holds records, and records are switched off here (DATABASE_URL=none).",
            );
          if (config.DATABASE_URL === undefined) made.push(join(dataDir, "records"));
          target = await openForRestore(config, log, count);
          into = await copyIn(target.client);
          break;
        }
        case "table":
          aboutOf(about);
          if (into === undefined)
            throw new RestoreRefused("The backup has a table and no records.");
          await into.table({ ...head, bytes });
          tables += 1;
          break;
        case "file": {
          const place = placeOf(dataDir, head.path);
          await mkdir(dirname(place), { recursive: true });
          made.push(place);
          await pipeline(bytes, createWriteStream(place, { mode: 0o600 }));
          await sync(place);
          files += 1;
          break;
        }
        default:
          throw new RestoreRefused(
            `The backup holds something unknown here (${(head as { type: string }).type}): update this program.`,
          );
      }
    }
    const { created } = aboutOf(about);
    await into?.finish();
    const db = await target?.finish(new Date(now()));
    const again =
      db === undefined
        ? 0
        : await eraseAgain(
            db,
            join(dataDir, MEDIA),
            toErase.map(({ id }) => id),
            now,
          );
    const points = await countPoints(store);
    await mergeErased(list, toErase);
    return {
      created,
      tables,
      files,
      points,
      erased: again,
      ...(moved.length === 0 ? {} : { aside }),
    };
  } catch (error) {
    await target?.abandon();
    target = undefined;
    for (const path of made) await rm(path, { recursive: true, force: true });
    for (const name of await storeFiles(dataDir))
      await rm(join(dataDir, name), { recursive: true, force: true });
    // What stood in them was moved aside, and goes back into their place: only what is ours is removed.
    for (const path of FOLDERS.map((name) => join(dataDir, name)))
      if (!own.includes(basename(path)) || moved.some(([from]) => from === path))
        await rm(path, { recursive: true, force: true });
    for (const [from, to] of moved.toReversed()) await rename(to, from);
    await rm(aside, { recursive: true, force: true });
    throw error;
  } finally {
    await target?.close();
  }
};

/** Opens the store as the cloud does, which brings it to this version. */
const countPoints = async (path: string): Promise<number> => {
  if (!existsSync(path)) return 0;
  const database = await openDatabase(path);
  try {
    const rows = await database.query((connection) => connection.runAndReadAll(COUNT_POINTS));
    return Number(rows.getRows()[0]?.[0] ?? 0);
  } finally {
    await database.close();
  }
};
