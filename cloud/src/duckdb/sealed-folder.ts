import { createReadStream } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { crc32 } from "node:zlib";
import type { DuckDBConnection } from "@duckdb/node-api";
import { noteRemoved } from "../series/duckdb/points-ever.ts";
import { endOfSums } from "../series/duckdb/sums-files.ts";
import { adoptSealed } from "./adopt-sealed.ts";
import { adoptSeries } from "./adopt-series.ts";
import { sealedFolderOf } from "./files.ts";
import { type Damage, makeAside } from "./repair.ts";

const DAY_MS = 86_400_000;

/**
 * How many points a store has. A point of a sealed day that came once more with other flags is counted twice until its day is
 * sealed anew.
 */
export const COUNT_POINTS = `
  SELECT (SELECT count(*) FROM point ANTI JOIN (SELECT DISTINCT day FROM sealed_file) AS sealed
            ON instant >= day * ${DAY_MS} AND instant < (day + 1) * ${DAY_MS})
       + (SELECT count(*) FROM point_late)
       + (SELECT coalesce(sum(points), 0) FROM sealed_file)`;

interface NamedFile {
  readonly name: string;
  readonly bytes: number;
  readonly checksum: number;
  readonly points: number;
}

const namedFiles = async (connection: DuckDBConnection): Promise<NamedFile[]> => {
  const rows = await connection.runAndReadAll(
    // Of sums nothing but rows can be counted.
    "SELECT name, bytes, checksum, CASE WHEN visibility IN ('hours', 'days') THEN row_count ELSE points END FROM sealed_file ORDER BY name",
  );
  return rows.getRows().map(([name, bytes, checksum, points]) => ({
    name: String(name),
    bytes: Number(bytes),
    checksum: Number(checksum),
    points: Number(points),
  }));
};

/** What is wrong with a file of sealed points; undefined when nothing is. `whole`: reads all of it. */
export const faultOfFile = async (
  folder: string,
  { name, bytes, checksum }: Omit<NamedFile, "points">,
  { whole }: { readonly whole: boolean },
): Promise<string | undefined> => {
  try {
    const { size } = await stat(join(folder, name));
    if (size !== bytes) return `${name} has ${size} bytes instead of ${bytes}`;
    if (!whole) return undefined;
    let sum = 0;
    for await (const piece of createReadStream(join(folder, name))) sum = crc32(piece, sum);
    return sum === checksum ? undefined : `${name} has another checksum than when it was written`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return `${name} is gone`;
    if (code === "EIO") return `${name} cannot be read: ${message}`;
    throw error;
  }
};

/** Files that are damaged or missing, among all that the store names. */
export const damagedFiles = async (
  connection: DuckDBConnection,
  path: string,
  options: { readonly whole: boolean },
): Promise<readonly { readonly file: NamedFile; readonly fault: string }[]> => {
  const found: { file: NamedFile; fault: string }[] = [];
  for (const file of await namedFiles(connection)) {
    const fault = await faultOfFile(sealedFolderOf(path), file, options);
    if (fault !== undefined) found.push({ file, fault });
  }
  return found;
};

/** Moves a file out of the folder, as it is. */
export const putFileAside = async (
  path: string,
  name: string,
  now: number,
): Promise<string | undefined> => {
  const aside = await makeAside(path, now);
  const folder = sealedFolderOf(path);
  return rename(join(folder, name), join(aside, `${basename(folder)}-${name}`)).then(
    () => aside,
    () => undefined,
  );
};

/** The days of which a file that is there is named. */
const namedDays = async (
  connection: DuckDBConnection,
  there: ReadonlySet<string>,
): Promise<ReadonlySet<number>> => {
  const rows = await connection.runAndReadAll("SELECT name, day, visibility FROM sealed_file");
  const days = new Set<number>();
  for (const [name, day, visibility] of rows.getRows()) {
    if (!there.has(String(name))) continue;
    const until = visibility === "days" ? endOfSums("days", Number(day)) : Number(day) + 1;
    for (let one = Number(day); one < until; one++) days.add(one);
  }
  return days;
};

/**
 * Files that the store does not name were written by a process that ended before it named them, or are left of
 * days that were sealed anew. After a damage they may be all that there is of a day: then they are put aside.
 */
const clearFolder = async (
  connection: DuckDBConnection,
  path: string,
  isDamaged: boolean,
  now: number,
): Promise<void> => {
  const folder = sealedFolderOf(path);
  const named = new Set((await namedFiles(connection)).map(({ name }) => name));
  // Made when the first day is sealed.
  const found = await readdir(folder).catch(() => []);
  if (isDamaged) {
    const unnamed = found.filter((name) => name.endsWith(".parquet") && !named.has(name));
    const days = await namedDays(connection, new Set(found));
    const adopted = await adoptSealed(connection, folder, unnamed, days);
    for (const name of adopted) named.add(name);
    const series = await adoptSeries(connection, folder);
    // By one more than it had, the store sees that what it knows of its series is to be looked through.
    if (adopted.length + series > 0) await noteRemoved(connection, 1);
  }
  for (const name of found) {
    if (named.has(name)) continue;
    if (isDamaged && name.endsWith(".parquet")) await putFileAside(path, name, now);
    else await rm(join(folder, name), { force: true });
  }
};

/** Looks whether all is there that the store names. */
export const checkSealedFolder = async (
  connection: DuckDBConnection,
  path: string,
  isDamaged: boolean,
  now: number,
  noteDamage: (damage: Damage) => void,
): Promise<void> => {
  await clearFolder(connection, path, isDamaged, now);
  for (const { file, fault } of await damagedFiles(connection, path, { whole: false })) {
    // Its end is missing, and with that what says where its values stand.
    const aside = await putFileAside(path, file.name, now);
    // Told before it is forgotten: rather twice than not at all.
    noteDamage({
      ...{ reason: fault, missingCommits: 0, isWhole: false, at: now },
      ...{ rescuedRows: 0, lostRows: file.points },
      ...(aside === undefined ? {} : { aside }),
    });
    await connection.run("DELETE FROM sealed_file WHERE name = $1", [file.name]);
  }
};
