import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { DuckDBConnection } from "@duckdb/node-api";
import * as z from "zod";
import { stepsOf } from "../series/duckdb/sealed-files.ts";
import { endOfSums } from "../series/duckdb/sums-files.ts";
import type { Column } from "../series/sealed/parquet-format.ts";
import {
  footerBytes,
  type ParquetFooter,
  readChunk,
  readFooter,
  TAIL_BYTES,
} from "../series/sealed/read-parquet.ts";
import { COLUMN } from "../series/sealed/sealed-file.ts";

const DAY_MS = 86_400_000;

const About = z.object({
  day: z.int(),
  visibility: z.enum(["public", "restricted"]).optional(),
  /** Of a file of sums. */
  tier: z.enum(["hours", "days"]).optional(),
  zone: z.string().optional(),
  sealing: z.string(),
});

interface Described extends Omit<z.infer<typeof About>, "visibility"> {
  /** As the table of files has it: of sums, their tier. */
  readonly visibility: string;
  readonly name: string;
  readonly firstSensor: number;
  readonly lastSensor: number;
  readonly rows: number;
  readonly points: number;
  readonly bytes: number;
  readonly checksum: number;
  readonly columns: readonly string[];
  /** The numbers of its sensors, in order; undefined where the pages that say so are damaged. */
  readonly sensors: Int32Array | undefined;
  readonly sha256: string;
}

const sensorsIn = (
  { columns, groups }: ParquetFooter,
  bytes: Uint8Array,
  place: number,
): Int32Array | undefined => {
  try {
    const found = new Set<number>();
    for (const { rows, chunks } of groups) {
      const { start, bytes: length } = chunks[place] as (typeof chunks)[number];
      const values = readChunk(
        columns[place] as Column,
        rows,
        bytes.subarray(start, start + length),
      );
      if ("numbers" in values) for (const number of values.numbers) found.add(number);
    }
    return Int32Array.from(found).sort();
  } catch {
    return undefined;
  }
};

/** What a sealed file says of itself; undefined when it is none, or not whole. */
const describe = async (folder: string, name: string): Promise<Described | undefined> => {
  try {
    const bytes = await readFile(join(folder, name));
    const end = bytes.length - TAIL_BYTES;
    const footer = readFooter(bytes.subarray(end - footerBytes(bytes.subarray(end)), end));
    const about = About.parse(JSON.parse(footer.about.get("datacityzen") ?? ""));
    const visibility = about.tier ?? about.visibility;
    const sensor = footer.columns.findIndex((column) => column.name === COLUMN.number);
    const bounds = footer.groups.map((group) => group.bounds[sensor]);
    const [least, most] = [bounds[0]?.least, bounds.at(-1)?.most];
    if (least === undefined || most === undefined || visibility === undefined) return undefined;
    const own = { name, ...about, visibility, firstSensor: least, lastSensor: most };
    const whole = {
      ...{ rows: footer.rows, bytes: bytes.length, checksum: crc32(bytes) },
      sha256: createHash("sha256").update(bytes).digest("hex"),
    };
    if (about.tier !== undefined)
      return {
        ...own,
        ...whole,
        ...{ points: 0, sensors: sensorsIn(footer, bytes, sensor) },
        columns: about.zone === undefined ? [] : [about.zone],
      };
    let points = 0;
    for (const { rows, nulls } of footer.groups)
      for (const [place, { type }] of footer.columns.entries())
        if (type === "decimal" || type === "double") points += rows - (nulls[place] ?? 0);
    const fixed = new Set<string>(Object.values(COLUMN));
    return {
      ...own,
      ...whole,
      points,
      columns: footer.columns.map((column) => column.name).filter((one) => !fixed.has(one)),
      sensors: sensorsIn(footer, bytes, sensor),
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

/** How much files have: of sums nothing but rows can be counted. */
const sum = (files: readonly Described[]): number =>
  files.reduce((all, { tier, rows, points }) => all + (tier === undefined ? points : rows), 0);

/**
 * Of the files of a day those that belong together. Some may have been written in place of others, all of which are there if the
 * process ended right then; and some of a day may have been written anew, beside which others went on to count. So those
 * count that were sealed together and hold most, and with them each that has none of their sensors.
 */
const together = (ofDay: readonly Described[]): readonly Described[] => {
  const sealings = [...Map.groupBy(ofDay, ({ sealing }) => sealing).values()];
  const [most = [], ...others] = sealings.sort((one, other) => sum(other) - sum(one));
  const kept = [...most];
  const isFree = (sensor: number): boolean =>
    !kept.some(({ sensors, firstSensor, lastSensor }) =>
      sensors === undefined
        ? sensor >= firstSensor && sensor <= lastSensor
        : sensors.includes(sensor),
    );
  for (const file of others.flat()) if (file.sensors?.every(isFree) === true) kept.push(file);
  return kept;
};

/** The days whose values or sums a file has. */
const daysOf = ({ tier, day }: Pick<Described, "tier" | "day">): readonly number[] =>
  tier === undefined
    ? [day]
    : Array.from({ length: endOfSums(tier, day) - day }, (_, place) => day + place);

/** Points before sums of hours, and these before sums of days, which were made of them. */
const ORDER = [undefined, "hours", "days"] as const;

/**
 * After a damage that took what the store knew of its files: names those again whose day has no others, and no points in the
 * table. Gives the names.
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
  const known = new Set(namedDays);
  const inOrder = ORDER.flatMap((tier) => [
    ...Map.groupBy(
      found.filter((file) => file.tier === tier),
      (file) => file.day,
    ),
  ]);
  for (const [day, ofDay] of inOrder) {
    const own = daysOf(ofDay[0] as Described);
    if (own.some((one) => known.has(one)) || (await hasPoints(connection, day))) continue;
    for (const one of own) known.add(one);
    for (const file of together(ofDay)) {
      const { sensors, sha256 } = file;
      // One more than there are: what the store knows of its series is to be looked through with them.
      await connection.run(
        `INSERT INTO sealed_file (name, day, visibility, sealing, first_sensor, last_sensor, row_count, points, bytes,
                                  checksum, columns, points_ever, sensors, sha256)
         SELECT $1, ${day}, $2, $3, ${file.firstSensor}, ${file.lastSensor}, ${file.rows}, ${file.points},
                ${file.bytes}, ${file.checksum}, $4,
                1 + (SELECT count(*) FROM point) + (SELECT count(*) FROM point_late) + (SELECT sum(points) FROM removed_point),
                $5, $6`,
        [
          ...[file.name, file.visibility, file.sealing, JSON.stringify(file.columns)],
          ...[sensors === undefined || file.tier !== undefined ? null : stepsOf(sensors)],
          ...[sensors === undefined && file.tier === undefined ? null : sha256],
        ],
      );
      adopted.push(file.name);
    }
  }
  return adopted;
};
