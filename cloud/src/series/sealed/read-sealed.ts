import type { FileHandle } from "node:fs/promises";
import { UnreadableFile } from "./byte-writer.ts";
import { firstOf, openParquet, readAt } from "./open-parquet.ts";
import type { Column } from "./parquet-format.ts";
import {
  openChunks,
  type ParquetFooter,
  type ReadRows,
  type RowGroupPlace,
} from "./read-parquet.ts";
import { COLUMN, exactOf, flagsOf } from "./sealed-file.ts";
import type { SeriesColumns } from "./sensor-rows.ts";

/** What is asked of a file: a quantity of a sensor. */
export interface WantedSeries {
  readonly id: number;
  readonly number: number;
  readonly quantity: string;
}

/** Instants from `from` on, before `until`. */
interface Range {
  readonly from: number;
  readonly until: number;
}

export interface OpenSealedFile {
  readonly footer: ParquetFooter;
  /** About how many bytes of memory it takes. */
  readonly weight: number;
  /**
   * The points of some series in a range: by the id of the series, in order; in several parts where row groups part
   * them. Rejects at what cannot be read; with `onUnreadable`, that is told and left out.
   */
  read(
    wanted: readonly WantedSeries[],
    range: Range,
    onUnreadable?: (error: Error) => void,
  ): Promise<Map<number, SeriesColumns[]>>;
  /** The instants of the rows of some sensors, by their numbers: two columns of all. */
  readInstants(numbers: readonly number[]): Promise<Map<number, readonly Float64Array[]>>;
  close(): Promise<void>;
}

/** Reads a column of a row group. */
type ReadColumn = (name: string) => Float64Array;

/** Some columns of a row group: of those rows in which the sensors stand that are wanted, and others between them. */
interface GroupReader {
  readonly numbers: ArrayLike<number>;
  readonly column: ReadColumn;
}

const BYTES_OF_A_CHUNK = 40;

/** Opens a sealed file for questions that name their series. `size`: of which length it is known to be. */
export const openSealedFile = async (path: string, size: number): Promise<OpenSealedFile> => {
  const { file, footer } = await openParquet(path, size);
  try {
    return createReader(file, footer);
  } catch (error) {
    await file.close();
    throw error;
  }
};

const createReader = (file: FileHandle, footer: ParquetFooter): OpenSealedFile => {
  const places = new Map(footer.columns.map(({ name }, place) => [name, place]));
  const placeOf = (name: string): number => {
    const place = places.get(name);
    if (place === undefined) throw new UnreadableFile(`the column ${name} is missing`);
    return place;
  };
  const numberPlace = placeOf(COLUMN.number);
  const instantPlace = placeOf(COLUMN.instant);

  /** Opens a row group to read some of its columns; undefined when it has none of the sensors. */
  const openGroup = async (
    group: RowGroupPlace,
    numbers: readonly number[],
    names: Iterable<string>,
  ): Promise<GroupReader | undefined> => {
    const bounds = group.bounds[numberPlace];
    const inGroup = numbers.filter(
      (number) => bounds === undefined || (number >= bounds.least && number <= bounds.most),
    );
    if (inGroup.length === 0) return undefined;
    const wanted = [...names].map((name) => {
      const place = placeOf(name);
      const column = footer.columns[place] as Column;
      return { name, column, ...(group.chunks[place] as { start: number; bytes: number }) };
    });
    const start = Math.min(...wanted.map((chunk) => chunk.start));
    const end = Math.max(...wanted.map((chunk) => chunk.start + chunk.bytes));
    const bytes = await readAt(file, start, end - start);
    const opened = openChunks(
      wanted.map((chunk) => ({
        column: chunk.column,
        bytes: bytes.subarray(chunk.start - start, chunk.start - start + chunk.bytes),
      })),
      group.rows,
    );
    const readers = new Map(wanted.map(({ name }, chunk) => [name, opened[chunk] as ReadRows]));
    const readColumn = (name: string, rows?: { from: number; until: number }): Float64Array => {
      const values = readers.get(name)?.(rows);
      if (values === undefined || !("numbers" in values))
        throw new UnreadableFile(`the column ${name} has no numbers`);
      return values.numbers;
    };
    const sensors = readColumn(COLUMN.number);
    let rows = { from: group.rows, until: 0 };
    for (const number of inGroup)
      rows = {
        from: Math.min(rows.from, firstOf(sensors, group.rows, number)),
        until: Math.max(rows.until, firstOf(sensors, group.rows, number + 1)),
      };
    if (rows.from >= rows.until) return undefined;
    const read = new Map<string, Float64Array>();
    return {
      numbers: sensors.subarray(rows.from, rows.until),
      column(name) {
        const known = read.get(name);
        if (known !== undefined) return known;
        const values = readColumn(name, rows);
        read.set(name, values);
        return values;
      },
    };
  };

  /** Adds the points that a row group has of the wanted series. */
  const readGroup = async (
    group: RowGroupPlace,
    there: readonly WantedSeries[],
    { from, until }: Range,
    found: Map<number, SeriesColumns[]>,
  ): Promise<void> => {
    const instants = group.bounds[instantPlace];
    if (instants !== undefined && (instants.most < from || instants.least >= until)) return;
    const numbers = group.bounds[numberPlace];
    const inGroup = there.filter(
      ({ number }) => numbers === undefined || (number >= numbers.least && number <= numbers.most),
    );
    const names = new Set<string>([COLUMN.number, COLUMN.instant, COLUMN.received, COLUMN.flags]);
    for (const { quantity } of inGroup)
      for (const name of [quantity, exactOf(quantity), flagsOf(quantity)])
        if (places.has(name)) names.add(name);
    const reader = await openGroup(
      group,
      inGroup.map(({ number }) => number),
      names,
    );
    if (reader === undefined) return;
    /** By the numbers of the sensors. */
    const rowsOf = new Map<number, RowsOfSensor>();
    for (const one of inGroup) {
      const rows = rowsOf.get(one.number) ?? rowsOfSensor(one.number, { from, until }, reader);
      rowsOf.set(one.number, rows);
      const points = seriesOf(one.quantity, rows, reader.column);
      if (points.at.length > 0) addTo(found, one.id, points);
    }
  };

  const addTo = <Part>(found: Map<number, Part[]>, id: number, part: Part): void => {
    const parts = found.get(id);
    if (parts === undefined) found.set(id, [part]);
    else parts.push(part);
  };

  return {
    footer,
    weight: footer.groups.length * footer.columns.length * BYTES_OF_A_CHUNK,
    async read(wanted, { from, until }, onUnreadable) {
      const found = new Map<number, SeriesColumns[]>();
      const there = wanted.filter(({ quantity }) => places.has(quantity));
      for (const group of footer.groups)
        await readGroup(group, there, { from, until }, found).catch((error: Error) => {
          if (onUnreadable === undefined) throw error;
          onUnreadable(error);
        });
      return found;
    },
    async readInstants(wanted) {
      const found = new Map<number, Float64Array[]>();
      for (const group of footer.groups) {
        const reader = await openGroup(group, wanted, [COLUMN.number, COLUMN.instant]);
        if (reader === undefined) continue;
        const { numbers, column } = reader;
        const at = column(COLUMN.instant);
        for (const number of wanted) {
          const first = firstOf(numbers, numbers.length, number);
          const end = firstOf(numbers, numbers.length, number + 1);
          if (end > first) addTo(found, number, at.subarray(first, end));
        }
      }
      return found;
    },
    close: () => file.close(),
  };

  function seriesOf(
    quantity: string,
    { first, end, at, received, flags }: RowsOfSensor,
    column: ReadColumn,
  ): SeriesColumns {
    const type = footer.columns[placeOf(quantity)];
    const scale = 10 ** (type?.type === "decimal" ? type.digits : 0);
    const whole = column(quantity);
    const exact = places.has(exactOf(quantity)) ? column(exactOf(quantity)) : undefined;
    const own = places.has(flagsOf(quantity)) ? column(flagsOf(quantity)) : undefined;
    const value = new Float64Array(end - first);
    let absent = 0;
    for (let row = first, place = 0; row < end; row++, place++) {
      let number = (whole[row] as number) / scale;
      if (Number.isNaN(number) && exact !== undefined) number = exact[row] as number;
      value[place] = number;
      if (Number.isNaN(number)) absent += 1;
    }
    let ofSeries = flags;
    if (own !== undefined) {
      ofSeries = flags.slice();
      for (let row = first, place = 0; row < end; row++, place++) {
        const flag = own[row] as number;
        if (!Number.isNaN(flag)) ofSeries[place] = flag;
      }
    }
    // As they are, where the sensor gave all its values together: the series share what they have in common.
    if (absent === 0) return { at, received, value, flags: ofSeries };
    return present({ at, received, value, flags: ofSeries }, value.length - absent);
  }
};

/** The rows of a sensor in a range that a row group has: where they stand, and what its series have in common. */
interface RowsOfSensor {
  readonly first: number;
  readonly end: number;
  readonly at: Float64Array;
  readonly received: Float64Array;
  readonly flags: Int32Array;
}

const rowsOfSensor = (
  number: number,
  { from, until }: Range,
  { numbers, column }: GroupReader,
): RowsOfSensor => {
  const instants = column(COLUMN.instant);
  const behind = firstOf(numbers, numbers.length, number + 1);
  const first = firstOf(instants, behind, from, firstOf(numbers, numbers.length, number));
  const end = firstOf(instants, behind, until, first);
  return {
    ...{ first, end, at: instants.slice(first, end) },
    received: column(COLUMN.received).slice(first, end),
    flags: Int32Array.from(column(COLUMN.flags).subarray(first, end)),
  };
};

/** Those of some points that have a value: so many. */
const present = (points: SeriesColumns, count: number): SeriesColumns => {
  const at = new Float64Array(count);
  const received = new Float64Array(count);
  const value = new Float64Array(count);
  const flags = new Int32Array(count);
  for (let place = 0, target = 0; target < count; place++) {
    if (Number.isNaN(points.value[place])) continue;
    at[target] = points.at[place] as number;
    received[target] = points.received[place] as number;
    value[target] = points.value[place] as number;
    flags[target] = points.flags[place] as number;
    target += 1;
  }
  return { at, received, value, flags };
};
