import { setImmediate as turn } from "node:timers/promises";
import { flags as flagNames } from "@datacityzen/hardware/flags";
import { quantities } from "@datacityzen/hardware/quantities";
import { type WrittenBytes, writeDurably } from "./durable-file.ts";
import { type Column, type ColumnValues, DECIMAL_PRECISION } from "./parquet-format.ts";
import { rowsOf, type SensorPoints, type SensorRows } from "./sensor-rows.ts";
import { createParquetWriter } from "./write-parquet.ts";

/** The names of the columns that each file has; the others are those of its quantities. */
export const COLUMN = {
  station: "station",
  sensor: "sensor",
  origin: "origin",
  variant: "variant",
  number: "sensor_number",
  instant: "instant",
  received: "received",
  flags: "flags",
} as const;

/** A value that the digits of its quantity do not hold. */
export const exactOf = (quantity: string): string => `${quantity}_exact`;
/** The flags of a value, where they are not the row's. */
export const flagsOf = (quantity: string): string => `${quantity}_flags`;

const FIXED: readonly Column[] = [
  { name: COLUMN.station, type: "text" },
  { name: COLUMN.sensor, type: "text" },
  { name: COLUMN.origin, type: "text" },
  { name: COLUMN.variant, type: "text" },
  { name: COLUMN.number, type: "number", isOptional: false },
  { name: COLUMN.instant, type: "instant" },
  { name: COLUMN.received, type: "instant" },
  { name: COLUMN.flags, type: "number", isOptional: false },
];

/** Of a quantity that this program does not know any more. */
const USUAL_DIGITS = 3;

const digitsOf = (quantity: string): number =>
  (quantities as Record<string, { readonly digits: number } | undefined>)[quantity]?.digits ??
  USUAL_DIGITS;

const MOST_WHOLE = 10 ** DECIMAL_PRECISION;

/** The whole number that stands for a value, or NaN where it would be read as another one. */
const wholeOf = (value: number, scale: number): number => {
  // Not -0, which a whole number cannot be.
  const whole = Math.round(value * scale) + 0;
  return Math.abs(whole) < MOST_WHOLE && Object.is(whole / scale, value) ? whole : Number.NaN;
};

const EXPLANATION =
  "One row for each sensor, instant of measurement (instant) and arrival (received), in UTC. A quantity's column is its value; where that is empty and <quantity>_exact is not, the latter is. The flags of a value are <quantity>_flags, and where that is empty, flags: bits, the lowest first, as named in the list flags. Units: https://unitsofmeasure.org (UCUM), as the list units says.";

/** What a file says of itself besides its columns. */
export interface AboutFile {
  /** Days since 1970-01-01 (UTC). */
  readonly day: number;
  readonly visibility: Visibility;
  /** All files that were sealed together have it. */
  readonly sealing: string;
}

/** What anybody may read stands in files apart from all else. */
export type Visibility = "public" | "restricted";

const aboutOf = (about: AboutFile, names: readonly string[]): Record<string, string> => ({
  datacityzen: JSON.stringify({ version: 1, ...about }),
  explanation: EXPLANATION,
  flags: JSON.stringify(Object.keys(flagNames)),
  units: JSON.stringify(
    Object.fromEntries(
      names.map((name) => [
        name,
        (quantities as Record<string, { readonly unit?: string } | undefined>)[name]?.unit ?? "",
      ]),
    ),
  ),
});

/** Which columns the values of some sensors need. */
const columnsOf = async (
  sensors: readonly SensorRows[],
  pause: () => Promise<unknown>,
): Promise<Column[]> => {
  const found = new Map<string, { isExact: boolean; isFlagged: boolean }>();
  for (const { flags, quantities: ofSensor } of sensors) {
    await pause();
    for (const [name, rows] of ofSensor) {
      const needs = found.get(name) ?? { isExact: false, isFlagged: false };
      found.set(name, needs);
      const scale = 10 ** digitsOf(name);
      for (let row = 0; row < flags.length && !(needs.isExact && needs.isFlagged); row++) {
        const value = rows.value[row] as number;
        if (Number.isNaN(value)) continue;
        if (rows.flags[row] !== flags[row]) needs.isFlagged = true;
        if (!needs.isExact && Number.isNaN(wholeOf(value, scale))) needs.isExact = true;
      }
    }
  }
  return [
    ...FIXED,
    ...[...found]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([name, { isExact, isFlagged }]): Column[] => [
        { name, type: "decimal", digits: digitsOf(name) },
        ...(isExact ? [{ name: exactOf(name), type: "double" } as const] : []),
        ...(isFlagged ? [{ name: flagsOf(name), type: "number", isOptional: true } as const] : []),
      ]),
  ];
};

/** A part of the rows of a sensor. */
interface Piece {
  readonly sensor: SensorRows;
  readonly from: number;
  readonly until: number;
}

/** Few enough that one sensor is read in little time, many enough that they are packed well. */
const ROWS_OF_A_GROUP = 8192;

function* groupsOf(sensors: readonly SensorRows[]): Generator<readonly Piece[]> {
  let pieces: Piece[] = [];
  let rows = 0;
  for (const sensor of sensors)
    for (let from = 0; from < sensor.at.length; ) {
      const until = Math.min(sensor.at.length, from + ROWS_OF_A_GROUP);
      pieces.push({ sensor, from, until });
      rows += until - from;
      from = until;
      if (rows < ROWS_OF_A_GROUP) continue;
      yield pieces;
      pieces = [];
      rows = 0;
    }
  if (rows > 0) yield pieces;
}

const rowsIn = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { from, until }) => sum + until - from, 0);

const numbersOf = (
  pieces: readonly Piece[],
  fill: (target: Float64Array, piece: Piece, start: number) => void,
): ColumnValues => {
  const numbers = new Float64Array(rowsIn(pieces)).fill(Number.NaN);
  let start = 0;
  for (const piece of pieces) {
    fill(numbers, piece, start);
    start += piece.until - piece.from;
  }
  return { numbers };
};

const textsOf = (
  pieces: readonly Piece[],
  textOf: (sensor: SensorRows) => string,
): ColumnValues => {
  const texts = [...new Set(pieces.map(({ sensor }) => textOf(sensor)))];
  const places = new Int32Array(rowsIn(pieces));
  let start = 0;
  for (const { sensor, from, until } of pieces) {
    places.fill(texts.indexOf(textOf(sensor)), start, start + until - from);
    start += until - from;
  }
  return { texts, places };
};

const valuesOf = (column: Column, pieces: readonly Piece[]): ColumnValues => {
  switch (column.name) {
    case COLUMN.station:
    case COLUMN.sensor:
    case COLUMN.origin:
    case COLUMN.variant: {
      const { name } = column;
      return textsOf(pieces, (sensor) => sensor[name as "station"]);
    }
    case COLUMN.number:
      return numbersOf(pieces, (target, { sensor, from, until }, start) =>
        target.fill(sensor.number, start, start + until - from),
      );
    case COLUMN.instant:
      return numbersOf(pieces, (target, { sensor, from, until }, start) =>
        target.set(sensor.at.subarray(from, until), start),
      );
    case COLUMN.received:
      return numbersOf(pieces, (target, { sensor, from, until }, start) =>
        target.set(sensor.received.subarray(from, until), start),
      );
    case COLUMN.flags:
      return numbersOf(pieces, (target, { sensor, from, until }, start) =>
        target.set(sensor.flags.subarray(from, until), start),
      );
    default: {
      const ending =
        column.type === "decimal" ? "" : column.type === "double" ? "_exact" : "_flags";
      const quantity = column.name.slice(0, column.name.length - ending.length);
      return quantityValues(column, quantity, pieces);
    }
  }
};

const quantityValues = (
  { type }: Column,
  quantity: string,
  pieces: readonly Piece[],
): ColumnValues => {
  const scale = 10 ** digitsOf(quantity);
  return numbersOf(pieces, (target, { sensor, from, until }, start) => {
    const rows = sensor.quantities.get(quantity);
    if (rows === undefined) return;
    for (let row = from; row < until; row++) {
      const value = rows.value[row] as number;
      if (Number.isNaN(value)) continue;
      const place = start + row - from;
      if (type === "decimal") target[place] = wholeOf(value, scale);
      else if (type === "number") {
        if (rows.flags[row] !== sensor.flags[row]) target[place] = rows.flags[row] as number;
      } else if (Number.isNaN(wholeOf(value, scale))) target[place] = value;
    }
  });
};

export interface WrittenFile extends WrittenBytes {
  readonly rows: number;
  readonly points: number;
  /** Of the quantities. */
  readonly columns: readonly string[];
}

/**
 * Writes the points of some sensors, by their numbers, into a file, which is on disk and has its name when this resolves.
 * `pause` is called after each row group with how long the work took: others have their turn.
 */
export const writeSealedFile = async (
  path: string,
  about: AboutFile,
  sensors: readonly SensorPoints[],
  pause: (workedMs: number) => Promise<unknown> = () => turn(),
): Promise<WrittenFile> => {
  const rows: SensorRows[] = [];
  let began = performance.now();
  const rest = async (): Promise<void> => {
    await pause(performance.now() - began);
    began = performance.now();
  };
  const restWhenLong = async (): Promise<void> => {
    if (performance.now() - began > 5) await rest();
  };
  for (const sensor of sensors) {
    rows.push(rowsOf(sensor));
    await restWhenLong();
  }
  const columns = await columnsOf(rows, restWhenLong);
  const names = columns.slice(FIXED.length).map(({ name }) => name);
  const writer = createParquetWriter(columns, aboutOf(about, names));
  const { filled: all, ...written } = await writeDurably(path, async (append) => {
    let all = 0;
    for (const pieces of groupsOf(rows)) {
      const count = rowsIn(pieces);
      await append(
        writer.rowGroup(
          count,
          columns.map((column) => valuesOf(column, pieces)),
        ),
      );
      all += count;
      await rest();
    }
    await append(writer.finish());
    return all;
  });
  const points = sensors.reduce(
    (sum, { series }) => sum + series.reduce((more, { at }) => more + at.length, 0),
    0,
  );
  return { ...written, rows: all, points, columns: names };
};
