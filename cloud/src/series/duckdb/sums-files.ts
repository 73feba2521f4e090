import type { DuckDBConnection } from "@duckdb/node-api";
import type { AboutSums, SumsTier } from "../sealed/sums-file.ts";
import { ALL_KEPT, type KeptSince } from "../store.ts";

/** A file of sums that are kept in place of points, as the store's table of files names it. */
export interface SumsFile extends AboutSums {
  readonly name: string;
  /** The day behind its last one. */
  readonly until: number;
  readonly firstSensor: number;
  readonly lastSensor: number;
  readonly rows: number;
  readonly bytes: number;
  /** CRC-32 of all of it. */
  readonly checksum: number;
  readonly sha256: string;
  /** How many points the store ever had when sums were taken from another store; 0 of those that were made here. */
  readonly pointsEver: number;
}

export const sumsInOrder = (sums: readonly SumsFile[]): readonly SumsFile[] =>
  [...sums].sort((one, other) => one.day - other.day);

const DAY_MS = 86_400_000;

/** The first day of a calendar month of UTC, and the first of the next. */
export const monthOf = (day: number): { readonly first: number; readonly next: number } => {
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { first: Date.UTC(year, month) / DAY_MS, next: Date.UTC(year, month + 1) / DAY_MS };
};

/** The day behind the last one of a file. */
export const endOfSums = (tier: SumsTier, day: number): number =>
  tier === "days" ? monthOf(day).next : day + 1;

export const loadSumsFiles = async (connection: DuckDBConnection): Promise<readonly SumsFile[]> => {
  const rows = await connection.runAndReadAll(`
    SELECT name, day, visibility, sealing, first_sensor, last_sensor, row_count, bytes, checksum, sha256, columns,
           points_ever
    FROM sealed_file WHERE visibility IN ('hours', 'days') ORDER BY day`);
  return rows.getRows().map((row): SumsFile => {
    const [name, day, tier, sealing, firstSensor, lastSensor, ...rest] = row;
    const [count, bytes, checksum, sha256, columns, pointsEver] = rest;
    const [zone] = JSON.parse(String(columns)) as string[];
    return {
      name: String(name),
      day: Number(day),
      until: endOfSums(tier as SumsTier, Number(day)),
      tier: tier as SumsTier,
      sealing: String(sealing),
      firstSensor: Number(firstSensor),
      lastSensor: Number(lastSensor),
      rows: Number(count),
      bytes: Number(bytes),
      checksum: Number(checksum),
      sha256: String(sha256),
      pointsEver: Number(pointsEver),
      zone,
    };
  });
};

/** Names a file of sums, inside of a transaction. It has no points; its zone stands where others name their columns. */
export const addSumsFile = async (connection: DuckDBConnection, file: SumsFile): Promise<void> => {
  await connection.run(`
    INSERT INTO sealed_file (name, day, visibility, sealing, first_sensor, last_sensor, row_count, points, bytes,
                             checksum, columns, points_ever, sha256)
    VALUES ('${file.name}', ${file.day}, '${file.tier}', '${file.sealing}', ${file.firstSensor}, ${file.lastSensor},
            ${file.rows}, 0, ${file.bytes}, ${file.checksum}, '${JSON.stringify(file.zone === undefined ? [] : [file.zone])}',
            ${file.pointsEver}, '${file.sha256}')`);
};

/** Files of sums that no longer count, inside of a transaction. */
export const removeSumsFiles = async (
  connection: DuckDBConnection,
  files: readonly Pick<SumsFile, "name">[],
): Promise<void> => {
  const names = files.map(({ name }) => `'${name}'`).join(", ");
  await connection.run(`DELETE FROM sealed_file WHERE name IN (${names})`);
};

/** The later of each instant: what was let go stays so. */
export const laterOf = (one: KeptSince, other: KeptSince): KeptSince => ({
  values: Math.max(one.values, other.values),
  hours: Math.max(one.hours, other.hours),
  days: Math.max(one.days, other.days),
});

/** What was dropped is never there again: the greatest of each counts. What a damage took of it, files tell. */
export const loadKeptSince = async (
  connection: DuckDBConnection,
  files: readonly SumsFile[],
): Promise<KeptSince> => {
  const rows = await connection.runAndReadAll(
    "SELECT max(values_since)::DOUBLE, max(hours_since)::DOUBLE, max(days_since)::DOUBLE FROM kept_since",
  );
  const [values, hours, days] = (rows.getRows()[0] ?? []).map((number) =>
    number === null ? Number.NEGATIVE_INFINITY : Number(number),
  );
  const known = { ...ALL_KEPT, ...(values === undefined ? {} : { values, hours, days }) };
  return files.reduce(
    (since, { tier, until }) =>
      laterOf(since, {
        ...ALL_KEPT,
        values: until * DAY_MS,
        ...(tier === "days" ? { hours: until * DAY_MS } : {}),
      }),
    known as KeptSince,
  );
};

const sqlOf = (instant: number): string => (Number.isFinite(instant) ? String(instant) : "NULL");

/** Inside of the transaction that drops something. */
export const noteKeptSince = async (
  connection: DuckDBConnection,
  { values, hours, days }: KeptSince,
): Promise<void> => {
  await connection.run(
    `INSERT INTO kept_since VALUES (${sqlOf(values)}, ${sqlOf(hours)}, ${sqlOf(days)})`,
  );
};
