import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Column, ColumnValues } from "../series/sealed/parquet-format.ts";
import {
  footerBytes,
  type ParquetFooter,
  type RowGroupPlace,
  readChunk,
  readFooter,
  TAIL_BYTES,
} from "../series/sealed/read-parquet.ts";
import { COLUMN, exactOf, flagsOf } from "../series/sealed/sealed-file.ts";
import { QUANTITY } from "../series/sealed/sums-file.ts";
import { appendRows } from "./append.ts";

/** A sensor of one origin and variant, as files name it. */
interface Sensor {
  readonly names: readonly [station: string, sensor: string, origin: string, variant: string];
  readonly quantities: Set<string>;
}

const NAMES = [COLUMN.station, COLUMN.sensor, COLUMN.origin, COLUMN.variant] as const;

/** A row group's columns by their names, each read when it is asked for. */
const columnsOf =
  ({ columns }: ParquetFooter, group: RowGroupPlace, bytes: Uint8Array) =>
  (name: string): ColumnValues | undefined => {
    const place = columns.findIndex((column) => column.name === name);
    const chunk = group.chunks[place];
    if (chunk === undefined) return undefined;
    const { start, bytes: length } = chunk;
    return readChunk(columns[place] as Column, group.rows, bytes.subarray(start, start + length));
  };

const textAt = (values: ColumnValues | undefined, row: number): string =>
  values !== undefined && "texts" in values
    ? (values.texts[values.places[row] as number] ?? "")
    : "";

/** Where the rows of each sensor begin in a row group, and end: they stand together. */
function* sensorsIn(
  numbers: ArrayLike<number>,
  rows: number,
): Generator<readonly [number: number, from: number, until: number]> {
  for (let from = 0; from < rows; ) {
    const number = numbers[from] as number;
    let until = from + 1;
    while (until < rows && numbers[until] === number) until += 1;
    yield [number, from, until];
    from = until;
  }
}

const hasNumber = (values: ColumnValues | undefined, from: number, until: number): boolean => {
  if (values === undefined || !("numbers" in values)) return false;
  for (let row = from; row < until; row++) if (!Number.isNaN(values.numbers[row])) return true;
  return false;
};

/** Adds what a file says of sensors whose numbers nobody knows. */
const readSensors = (
  bytes: Uint8Array,
  isKnown: (number: number) => boolean,
  found: Map<number, Sensor>,
): void => {
  const end = bytes.length - TAIL_BYTES;
  const footer = readFooter(bytes.subarray(end - footerBytes(bytes.subarray(end)), end));
  const names = new Set(footer.columns.map(({ name }) => name));
  const fixed = new Set<string>(Object.values(COLUMN));
  /** Of points: each quantity is a column, with others beside it. */
  const measured = names.has(QUANTITY)
    ? []
    : [...names].filter(
        (name) =>
          !fixed.has(name) &&
          ![...names].some((other) => name === exactOf(other) || name === flagsOf(other)),
      );
  for (const group of footer.groups) {
    const column = columnsOf(footer, group, bytes);
    const numbers = column(COLUMN.number);
    if (numbers === undefined || !("numbers" in numbers)) continue;
    const unknown = [...sensorsIn(numbers.numbers, group.rows)].filter(
      ([number]) => !isKnown(number),
    );
    if (unknown.length === 0) continue;
    const texts = NAMES.map(column);
    for (const [number, row] of unknown)
      if (!found.has(number))
        found.set(number, {
          names: texts.map((text) => textAt(text, row)) as unknown as Sensor["names"],
          quantities: new Set(),
        });
    const named = column(QUANTITY);
    for (const [number, from, until] of named === undefined ? [] : unknown)
      for (let row = from; row < until; row++)
        found.get(number)?.quantities.add(textAt(named, row));
    for (const quantity of measured) {
      const values = [column(quantity), column(exactOf(quantity))];
      for (const [number, from, until] of unknown)
        if (values.some((one) => hasNumber(one, from, until)))
          found.get(number)?.quantities.add(quantity);
    }
  }
};

const nameOf = (parts: readonly unknown[]): string => JSON.stringify(parts);

/**
 * After a damage that took what the store knew of its series: names those again that files of the store have. A file names a sensor
 * by a number, the least of its series', which must not be given to another one. Gives how many were named.
 */
export const adoptSeries = async (
  connection: DuckDBConnection,
  folder: string,
): Promise<number> => {
  const rows = await connection.runAndReadAll(
    "SELECT id, station, sensor, origin, variant, quantity FROM series",
  );
  const known = rows.getRows();
  const there = new Set(known.map(([, ...names]) => nameOf(names)));
  const numbers = new Map<string, number>();
  for (const [id, ...names] of known) {
    const sensor = nameOf(names.slice(0, 4));
    numbers.set(sensor, Math.min(numbers.get(sensor) ?? Number(id), Number(id)));
  }
  const given = new Set(numbers.values());
  const files = await connection.runAndReadAll("SELECT name FROM sealed_file ORDER BY name");
  const found = new Map<number, Sensor>();
  for (const [name] of files.getRows()) {
    try {
      readSensors(await readFile(join(folder, String(name))), (number) => given.has(number), found);
    } catch {
      // What cannot be read is told when the files are looked at.
    }
  }
  if (found.size === 0) return 0;
  let last = Math.max(0, ...found.keys());
  for (const [id] of known) last = Math.max(last, Number(id));
  const series: { readonly id: number; readonly names: readonly string[] }[] = [];
  for (const [number, { names, quantities }] of found) {
    let id = number;
    for (const quantity of [...quantities].sort()) {
      if (there.has(nameOf([...names, quantity]))) continue;
      series.push({ id, names: [names[0], names[1], quantity, names[2], names[3]] });
      last += 1;
      id = last;
    }
  }
  await appendRows(connection, "series", (appender) => {
    for (const { id, names } of series) {
      appender.appendInteger(id);
      for (const name of names) appender.appendVarchar(name);
      appender.endRow();
    }
  });
  return series.length;
};
