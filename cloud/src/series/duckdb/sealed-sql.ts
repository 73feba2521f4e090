import { join } from "node:path";
import { DAY_MS } from "../days/day-block.ts";
import type { WantedSeries } from "../sealed/read-sealed.ts";
import { COLUMN, exactOf, flagsOf } from "../sealed/sealed-file.ts";
import type { Range } from "../store.ts";
import type { SealedFile } from "./sealed-files.ts";

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const named = (column: string): string => `"${column.replaceAll('"', '""')}"`;

const POINT_COLUMNS = "series, instant, value, flags, received";

/** Days of files have years of four digits: so have instants in them. */
const timestamp = (at: number): string => `TIMESTAMPTZ '${new Date(at).toISOString()}'`;

/** Fewer sensors are named one by one. */
const FEW_SENSORS = 64;

const amongSensors = (numbers: readonly number[]): string => {
  const sensor = `file.${COLUMN.number}`;
  const [first, last] = [least(numbers), most(numbers)];
  if (first === last) return `${sensor} = ${first}`;
  const between = `${sensor} BETWEEN ${first} AND ${last}`;
  return numbers.length > FEW_SENSORS
    ? between
    : `${between} AND ${sensor} IN (${numbers.join(", ")})`;
};

/**
 * The points of one quantity of some sensors, and perhaps of others, in files that have the same columns of it. `kind`: a
 * number for the quantity.
 */
const ofFiles = (
  folder: string,
  files: readonly SealedFile[],
  { quantity, kind }: { readonly quantity: string; readonly kind: number },
  wanted: readonly WantedSeries[],
  { from, until }: Range,
): string => {
  const [first] = files;
  const has = (column: string) => first?.columns.includes(column) === true;
  const whole = `file.${named(quantity)}::DOUBLE`;
  const value = has(exactOf(quantity))
    ? `coalesce(${whole}, file.${named(exactOf(quantity))})`
    : whole;
  const flags = has(flagsOf(quantity))
    ? `coalesce(file.${named(flagsOf(quantity))}, file.${COLUMN.flags})`
    : `file.${COLUMN.flags}`;
  const days = files.map(({ day }) => day);
  const start = least(days) * DAY_MS;
  const end = (most(days) + 1) * DAY_MS;
  const bounds = [
    amongSensors([...new Set(wanted.map(({ number }) => number))]),
    has(exactOf(quantity)) ? `${value} IS NOT NULL` : `file.${named(quantity)} IS NOT NULL`,
    ...(from > start ? [`file.${COLUMN.instant} >= ${timestamp(from)}`] : []),
    ...(until < end ? [`file.${COLUMN.instant} < ${timestamp(until)}`] : []),
  ];
  const paths = files.map(({ name }) => quoted(join(folder, name))).join(", ");
  return `
    SELECT file.${COLUMN.number} AS number, ${kind} AS kind, epoch_ms(file.${COLUMN.instant}) AS instant,
           ${value} AS value, ${flags} AS flags, epoch_ms(file.${COLUMN.received}) AS received
    FROM read_parquet([${paths}]) AS file WHERE ${bounds.join(" AND ")}`;
};

const least = (numbers: readonly number[]): number =>
  numbers.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
const most = (numbers: readonly number[]): number =>
  numbers.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);

/** What the files have of some series in a range; undefined when they have nothing. */
const ofSealed = (
  folder: string,
  files: readonly SealedFile[],
  wanted: readonly WantedSeries[],
  range: Range,
): string | undefined => {
  const byQuantity = [...Map.groupBy(wanted, ({ quantity }) => quantity)];
  const parts = byQuantity.flatMap(([quantity, alike], kind) => {
    const numbers = alike.map(({ number }) => number);
    const [first, last] = [least(numbers), most(numbers)];
    const having = files.filter(
      ({ columns, firstSensor, lastSensor }) =>
        columns.includes(quantity) && firstSensor <= last && lastSensor >= first,
    );
    const byColumns = Map.groupBy(having, ({ columns }) =>
      [exactOf(quantity), flagsOf(quantity)].map((name) => columns.includes(name)).join(),
    );
    return [...byColumns.values()].map((some) =>
      ofFiles(folder, some, { quantity, kind }, alike, range),
    );
  });
  if (parts.length === 0) return undefined;
  const named = byQuantity.flatMap(([, alike], kind) => alike.map((one) => ({ ...one, kind })));
  const list = (numberOf: (one: WantedSeries & { readonly kind: number }) => number): string =>
    `unnest([${named.map(numberOf).join(", ")}]::INTEGER[])`;
  // One join for all: each takes memory of its own.
  return `
    SELECT named.series, instant, value, flags, received
    FROM (${parts.join(" UNION ALL ")}) AS sealed JOIN (
      SELECT ${list(({ number }) => number)} AS number, ${list(({ kind }) => kind)} AS kind,
             ${list(({ id }) => id)} AS series
    ) AS named USING (number, kind)`;
};

/** Of more gaps between sealed days, each day is compared with a list. */
const MOST_GAPS = 32;

/** The parts of a range that are in none of the days, which are in order. */
const gapsOf = ({ from, until }: Range, days: readonly number[]): Range[] => {
  const gaps: Range[] = [];
  let start = from;
  for (const day of days) {
    if (day * DAY_MS > start) gaps.push({ from: start, until: Math.min(until, day * DAY_MS) });
    start = Math.max(start, (day + 1) * DAY_MS);
  }
  if (start < until) gaps.push({ from: start, until });
  return gaps;
};

/** The day of `instant`, which may be before 1970; `//` rounds towards zero. */
export const DAY_SQL = `((instant - ((instant % ${DAY_MS}) + ${DAY_MS}) % ${DAY_MS}) // ${DAY_MS})`;

const ofHot = (range: Range, days: readonly number[]): string[] => {
  const gaps = gapsOf(range, days);
  if (gaps.length === 0) return [];
  const within =
    gaps.length <= MOST_GAPS
      ? gaps.map(({ from, until }) => `(instant >= ${from} AND instant < ${until})`).join(" OR ")
      : `instant >= ${range.from} AND instant < ${range.until} AND ${DAY_SQL} NOT IN (${days.join(", ")})`;
  return [`SELECT ${POINT_COLUMNS} FROM point WHERE ${within}`];
};

export interface SealedPart {
  readonly folder: string;
  /** The sealed days of the range, in order. */
  readonly days: readonly number[];
  readonly files: readonly SealedFile[];
  /** Whether points of the range may stand in `point_late`. */
  readonly hasLate: boolean;
}

/**
 * The points of some series in a range: those of days that were not sealed, those of files, and in place of any
 * of them what stands in `point_late`.
 */
export const tableSql = (
  { folder, days, files, hasLate }: SealedPart,
  wanted: readonly WantedSeries[],
  range: Range,
): string => {
  const inFiles = ofSealed(folder, files, wanted, range);
  const parts = [...ofHot(range, days), ...(inFiles === undefined ? [] : [inFiles])];
  const nothing = `SELECT ${POINT_COLUMNS} FROM point WHERE false`;
  const sealed = parts.length === 0 ? nothing : parts.join(" UNION ALL ");
  if (!hasLate) return `(${sealed})`;
  const within = `instant >= ${range.from} AND instant < ${range.until}`;
  return `(
    SELECT ${POINT_COLUMNS} FROM point_late WHERE ${within}
    UNION ALL
    SELECT ${POINT_COLUMNS} FROM (${sealed}) AS earlier
    ANTI JOIN (SELECT series, instant FROM point_late WHERE ${within}) AS late USING (series, instant))`;
};
