import type { DuckDBConnection } from "@duckdb/node-api";
import type { Visibility } from "../sealed/sealed-file.ts";

/** A file of points, as the store's table names it: what is not named there is no part of the store. */
export interface SealedFile {
  readonly name: string;
  /** Days since 1970-01-01 (UTC). */
  readonly day: number;
  readonly visibility: Visibility;
  readonly sealing: string;
  readonly firstSensor: number;
  readonly lastSensor: number;
  readonly rows: number;
  readonly points: number;
  readonly bytes: number;
  /** CRC-32 of all of it. */
  readonly checksum: number;
  /** Those of its quantities. */
  readonly columns: readonly string[];
  /** How many points the store ever had when the file was named: all of its points came before. */
  readonly pointsEver: number;
  /** The numbers of its sensors, in order; undefined of a file that an earlier version wrote, or that is damaged. */
  readonly sensors: Int32Array | undefined;
  /** Of all of it, in hexadecimal; undefined of the same. */
  readonly sha256: string | undefined;
}

/** Steps are shorter than numbers, and mostly the same. */
export const stepsOf = (numbers: Int32Array): string =>
  Array.from(numbers, (number, place) => number - (numbers[place - 1] ?? 0)).join(" ");

const fromSteps = (steps: string): Int32Array => {
  let number = 0;
  return Int32Array.from(steps.split(" "), (step) => {
    number += Number(step);
    return number;
  });
};

export const loadSealedFiles = async (
  connection: DuckDBConnection,
): Promise<readonly SealedFile[]> => {
  const rows = await connection.runAndReadAll(`
    SELECT name, day, visibility, sealing, first_sensor, last_sensor, row_count, points, bytes, checksum, columns,
           points_ever, sensors, sha256
    FROM sealed_file WHERE visibility IN ('public', 'restricted') ORDER BY day, first_sensor`);
  return rows.getRows().map((row): SealedFile => {
    const [name, day, visibility, sealing, firstSensor, lastSensor] = row;
    const [count, points, bytes, checksum, columns, pointsEver, sensors, sha256] = row.slice(6);
    return {
      name: String(name),
      day: Number(day),
      visibility: String(visibility) as Visibility,
      sealing: String(sealing),
      firstSensor: Number(firstSensor),
      lastSensor: Number(lastSensor),
      rows: Number(count),
      points: Number(points),
      bytes: Number(bytes),
      checksum: Number(checksum),
      columns: JSON.parse(String(columns)) as string[],
      pointsEver: Number(pointsEver),
      sensors: sensors === null ? undefined : fromSteps(String(sensors)),
      sha256: sha256 === null ? undefined : String(sha256),
    };
  });
};

const text = (value: string | undefined): string =>
  value === undefined ? "NULL" : `'${value.replaceAll("'", "''")}'`;

/** Names the files of a day in place of those that were named before, inside of a transaction. */
export const replaceFiles = async (
  connection: DuckDBConnection,
  day: number,
  files: readonly SealedFile[],
): Promise<void> => {
  await connection.run(`DELETE FROM sealed_file WHERE day = ${day}`);
  for (const file of files)
    await connection.run(`INSERT INTO sealed_file (name, day, visibility, sealing,
      first_sensor, last_sensor, row_count, points, bytes, checksum, columns, points_ever, sensors, sha256) VALUES (
      ${text(file.name)}, ${day}, ${text(file.visibility)}, ${text(file.sealing)}, ${file.firstSensor},
      ${file.lastSensor}, ${file.rows}, ${file.points}, ${file.bytes}, ${file.checksum},
      ${text(JSON.stringify(file.columns))}, ${file.pointsEver}, ${text(file.sensors && stepsOf(file.sensors))}, ${text(file.sha256)})`);
};
