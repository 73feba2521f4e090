import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { DuckDBConnection } from "@duckdb/node-api";
import * as z from "zod";
import { footerBytes, readFooter, TAIL_BYTES } from "../series/sealed/parquet.ts";
import { COLUMN } from "../series/sealed/sealed-file.ts";

const DAY_MS = 86_400_000;

const About = z.object({
  day: z.int(),
  visibility: z.enum(["public", "restricted"]),
  sealing: z.string(),
});

interface Described extends z.infer<typeof About> {
  readonly name: string;
  readonly firstSensor: number;
  readonly lastSensor: number;
  readonly rows: number;
  readonly points: number;
  readonly bytes: number;
  readonly checksum: number;
  readonly columns: readonly string[];
}

/** What a sealed file says of itself; undefined when it is none, or not whole. */
const describe = async (folder: string, name: string): Promise<Described | undefined> => {
  try {
    const bytes = await readFile(join(folder, name));
    const end = bytes.length - TAIL_BYTES;
    const footer = readFooter(bytes.subarray(end - footerBytes(bytes.subarray(end)), end));
    const about = About.parse(JSON.parse(footer.about.get("datacityzen") ?? ""));
    const sensor = footer.columns.findIndex((column) => column.name === COLUMN.number);
    const bounds = footer.groups.map((group) => group.bounds[sensor]);
    const [least, most] = [bounds[0]?.least, bounds.at(-1)?.most];
    if (least === undefined || most === undefined) return undefined;
    let points = 0;
    for (const { rows, nulls } of footer.groups)
      for (const [place, { type }] of footer.columns.entries())
        if (type === "decimal" || type === "double") points += rows - (nulls[place] ?? 0);
    const fixed = new Set<string>(Object.values(COLUMN));
    return {
      ...{ name, ...about, firstSensor: least, lastSensor: most, rows: footer.rows, points },
      ...{ bytes: bytes.length, checksum: crc32(bytes) },
      columns: footer.columns.map((column) => column.name).filter((one) => !fixed.has(one)),
    };
  } catch {
    return undefined;
  }
};

const hasPoints = async (connection: DuckDBConnection, day: number): Promise<boolean> => {
  const rows = await connection.runAndReadAll(
    `SELECT 1 FROM point WHERE instant >= ${day * DAY_MS} AND instant < ${(day + 1) * DAY_MS} LIMIT 1`,
  );
  return rows.getRows().length > 0;
};

const sum = (files: readonly Described[]): number =>
  files.reduce((points, file) => points + file.points, 0);

/**
 * After a damage that took what the store knew of its files: names those again whose day has no others, and no points in the
 * table. Of a day that was being sealed anew, those that hold more count. Gives the names.
 */
export const adoptSealed = async (
  connection: DuckDBConnection,
  folder: string,
  unnamed: readonly string[],
  namedDays: ReadonlySet<number>,
): Promise<readonly string[]> => {
  const found: Described[] = [];
  for (const name of unnamed) {
    const described = await describe(folder, name);
    if (described !== undefined) found.push(described);
  }
  const adopted: string[] = [];
  for (const [day, ofDay] of Map.groupBy(found, (file) => file.day)) {
    if (namedDays.has(day) || (await hasPoints(connection, day))) continue;
    const sealings = [...Map.groupBy(ofDay, ({ sealing }) => sealing).values()];
    const files = sealings.reduce((one, other) => (sum(other) > sum(one) ? other : one));
    for (const file of files) {
      // One more than there are: what the store knows of its series is to be looked through with them.
      await connection.run(
        `INSERT INTO sealed_file (name, day, visibility, sealing, first_sensor, last_sensor, row_count, points, bytes,
                                  checksum, columns, points_ever)
         SELECT $1, ${day}, $2, $3, ${file.firstSensor}, ${file.lastSensor}, ${file.rows}, ${file.points},
                ${file.bytes}, ${file.checksum}, $4,
                1 + (SELECT count(*) FROM point) + (SELECT count(*) FROM point_late) + (SELECT sum(points) FROM removed_point)`,
        [file.name, file.visibility, file.sealing, JSON.stringify(file.columns)],
      );
      adopted.push(file.name);
    }
  }
  return adopted;
};
