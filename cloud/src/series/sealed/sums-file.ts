import { crc32 } from "node:zlib";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { ROW, type RowAt, scaleOf, widthOf } from "../days/sums-row.ts";
import type { SeriesKey } from "../store.ts";
import { type WrittenBytes, writeDurably } from "./durable-file.ts";
import { firstOf, openParquet, readAt } from "./open-parquet.ts";
import type { Column, ColumnValues } from "./parquet-format.ts";
import { type ParquetFooter, type RowGroupPlace, readChunk } from "./read-parquet.ts";
import { COLUMN } from "./sealed-file.ts";
import { createParquetWriter } from "./write-parquet.ts";

/** `hours`: the sums of each hour of a day; `days`: those of each day of a month, see `partsOfDay`. */
export type SumsTier = "hours" | "days";

/** What a file of sums says of itself besides its columns. */
export interface AboutSums {
  /** Its first day, since 1970-01-01 (UTC). */
  readonly day: number;
  readonly tier: SumsTier;
  readonly sealing: string;
  /** Of sums of days: at whose midnights, besides those of UTC, they are parted. */
  readonly zone?: string | undefined;
}

/** Sums of intervals of one series, in order. */
export interface SummedSeries extends SeriesKey {
  /** Of its sensor. */
  readonly number: number;
  readonly from: readonly number[];
  readonly until: readonly number[];
  /** One row (`ROW`) behind the other. */
  readonly rows: Float64Array;
}

const FROM = "from";
const UNTIL = "until";
/** The column that names it: a row has the sums of one. */
export const QUANTITY = "quantity";
const SCALE = "scale";

/** The columns of numbers, and where they stand in a row of sums. An instant is absent nowhere. */
const NUMBERS: readonly (Column & { readonly place: number })[] = [
  { name: "count", type: "number", isOptional: false, place: ROW.count },
  { name: "left_out", type: "number", isOptional: false, place: ROW.leftOut },
  { name: COLUMN.flags, type: "number", isOptional: false, place: ROW.flags },
  { name: "sum", type: "integer", place: ROW.whole },
  { name: "sum_rest", type: "double", place: ROW.rest },
  { name: "squares", type: "double", place: ROW.squares },
  { name: "least", type: "double", place: ROW.least },
  { name: "least_at", type: "instant", place: ROW.leastAt },
  { name: "greatest", type: "double", place: ROW.greatest },
  { name: "greatest_at", type: "instant", place: ROW.greatestAt },
];

const DEGREES = widthOf("circular") - ROW.degrees;

/** Those of levels, and of directions. */
const OF_KIND: readonly (Column & { readonly place: number })[] = [
  { name: "powers_or_sines", type: "double", place: ROW.first },
  { name: "cosines", type: "double", place: ROW.second },
  ...Array.from({ length: DEGREES }, (_, index) => ({
    ...({ name: `degrees_${index}`, type: "number", isOptional: true } as const),
    place: ROW.degrees + index,
  })),
];

const NAMES: readonly Column[] = [
  { name: COLUMN.station, type: "text" },
  { name: COLUMN.sensor, type: "text" },
  { name: COLUMN.origin, type: "text" },
  { name: COLUMN.variant, type: "text" },
  { name: COLUMN.number, type: "number", isOptional: false },
  { name: QUANTITY, type: "text" },
  { name: FROM, type: "instant" },
  { name: UNTIL, type: "instant" },
  { name: SCALE, type: "number", isOptional: false },
];

const COLUMNS: readonly Column[] = [...NAMES, ...NUMBERS, ...OF_KIND];

const EXPLANATION =
  "One row for each series and interval, from (included) until (excluded), in UTC: the sums of its values, from which means of longer intervals are made. The mean is (sum / scale + sum_rest) / count. squares: the sum of squared differences from the mean. left_out: values that no instrument gives, which enter no sum. powers_or_sines: of sound levels L the sum of 10^(L/10); of directions the sum of sines, and cosines; degrees_n: the whole degrees from 30n on that occurred, as bits.";

/** Squares are kept to ten digits: what a double has beyond them is noise, and takes half of the file. */
const TRIMMED_BITS = 20;

const trimmed = (value: number): number => {
  if (!Number.isFinite(value)) return value;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setUint32(4, (view.getUint32(4) >>> TRIMMED_BITS) << TRIMMED_BITS);
  return view.getFloat64(0);
};

const ROWS_OF_A_GROUP = 8192;

export interface SumsWriter {
  /** Series in the order of their sensors' numbers, those of a sensor together. */
  add(series: readonly SummedSeries[]): Promise<void>;
}

export interface WrittenSums extends WrittenBytes {
  readonly rows: number;
  /** Of the sensors. */
  readonly numbers: readonly number[];
  /** What `readAllSums` gives of the same rows. */
  readonly digest: number;
}

const isWide = (quantity: QuantityName, place: number): boolean =>
  place < widthOf(quantities[quantity].averaging);

const groupOf = (some: readonly SummedSeries[]): { rows: number; values: ColumnValues[] } => {
  const rows = some.reduce((sum, { from }) => sum + from.length, 0);
  const textOf = (value: (series: SummedSeries) => string): ColumnValues => {
    const texts = [...new Set(some.map(value))];
    const placeOf = new Map(texts.map((text, place) => [text, place]));
    const places = new Int32Array(rows);
    let at = 0;
    for (const series of some) {
      places.fill(placeOf.get(value(series)) as number, at, at + series.from.length);
      at += series.from.length;
    }
    return { texts, places };
  };
  const numbersOf = (value: (series: SummedSeries, row: number) => number): ColumnValues => {
    const numbers = new Float64Array(rows);
    let at = 0;
    for (const series of some)
      for (let row = 0; row < series.from.length; row++) numbers[at++] = value(series, row);
    return { numbers };
  };
  const inRow = ({ place, type }: (typeof NUMBERS)[number]) =>
    numbersOf((series, row) => {
      if (!isWide(series.quantity, place)) return Number.NaN;
      const width = widthOf(quantities[series.quantity].averaging);
      const number = series.rows[row * width + place] as number;
      // Mostly there is none.
      if (place === ROW.rest && number === 0) return Number.NaN;
      if (place === ROW.squares) return trimmed(number);
      return type === "integer" ? number + 0 : number;
    });
  return {
    rows,
    values: [
      textOf(({ station }) => station),
      textOf(({ sensor }) => sensor),
      textOf(({ origin }) => origin),
      textOf(({ variant }) => variant),
      numbersOf(({ number }) => number),
      textOf(({ quantity }) => quantity),
      numbersOf(({ from }, row) => from[row] as number),
      numbersOf(({ until }, row) => until[row] as number),
      numbersOf(({ quantity }) => scaleOf(quantity)),
      ...NUMBERS.map(inRow),
      ...OF_KIND.map(inRow),
    ],
  };
};

/** Of all numbers of some row groups, one after the other. */
const digestOf = (values: readonly ColumnValues[], before: number): number =>
  values.reduce(
    (digest, each) =>
      "numbers" in each
        ? crc32(new Uint8Array(Float64Array.from(each.numbers).buffer), digest)
        : each.texts.reduce(
            (sum, text) => crc32(text, sum),
            crc32(new Uint8Array(Int32Array.from(each.places).buffer), digest),
          ),
    before,
  );

/** Writes a file of sums, which `fill` gives; it is on disk and has its name when this resolves. */
export const writeSumsFile = async (
  path: string,
  about: AboutSums,
  fill: (writer: SumsWriter) => Promise<void>,
): Promise<WrittenSums> => {
  const writer = createParquetWriter(COLUMNS, {
    datacityzen: JSON.stringify({ version: 1, ...about }),
    explanation: EXPLANATION,
  });
  const numbers = new Set<number>();
  let [rows, digest] = [0, 0];
  const written = await writeDurably(path, async (append) => {
    let waiting: SummedSeries[] = [];
    let count = 0;
    const flush = async (): Promise<void> => {
      if (count === 0) return;
      const group = groupOf(waiting);
      digest = digestOf(group.values, digest);
      await append(writer.rowGroup(group.rows, group.values));
      rows += group.rows;
      [waiting, count] = [[], 0];
    };
    await fill({
      async add(series) {
        for (const one of series) {
          if (one.from.length === 0) continue;
          numbers.add(one.number);
          waiting.push(one);
          count += one.from.length;
          if (count >= ROWS_OF_A_GROUP) await flush();
        }
      },
    });
    await flush();
    await append(writer.finish());
  });
  const { filled: _, ...bytes } = written;
  return { ...bytes, rows, numbers: [...numbers], digest };
};

export interface WantedSums {
  readonly id: number;
  /** Of its sensor. */
  readonly number: number;
  readonly quantity: QuantityName;
}

/** Takes the sums of an interval of a series. The numbers are those of `ROW`, on the present scale. */
export type TakeSums = (id: number, from: number, until: number, row: RowAt) => void;

/** A column of a row group, read when it is first needed. */
const columnsIn = (footer: ParquetFooter, group: RowGroupPlace, start: number, bytes: Buffer) => {
  const places = new Map(footer.columns.map(({ name }, place) => [name, place]));
  const known = new Map<string, ColumnValues>();
  return (name: string): ColumnValues | undefined => {
    const place = places.get(name);
    if (place === undefined) return undefined;
    const column = known.get(name);
    if (column !== undefined) return column;
    const chunk = group.chunks[place] as (typeof group.chunks)[number];
    const values = readChunk(
      footer.columns[place] as Column,
      group.rows,
      bytes.subarray(chunk.start - start, chunk.start - start + chunk.bytes),
    );
    known.set(name, values);
    return values;
  };
};

async function* groupsOf(path: string, size: number, isWanted: (group: Bounds) => boolean) {
  const { file, footer } = await openParquet(path, size);
  const number = footer.columns.findIndex(({ name }) => name === COLUMN.number);
  try {
    for (const group of footer.groups) {
      const bounds = group.bounds[number];
      if (bounds !== undefined && !isWanted(bounds)) continue;
      const start = Math.min(...group.chunks.map((chunk) => chunk.start));
      const end = Math.max(...group.chunks.map((chunk) => chunk.start + chunk.bytes));
      yield {
        rows: group.rows,
        column: columnsIn(footer, group, start, await readAt(file, start, end - start)),
      };
    }
  } finally {
    await file.close();
  }
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

const numbersOf = (values: ColumnValues | undefined): ArrayLike<number> | undefined =>
  values !== undefined && "numbers" in values ? values.numbers : undefined;

/** A row whose values were summed on another scale: the digits of the quantity changed since. */
const onScale = (row: Float64Array, former: number, scale: number): void => {
  if (former === scale) return;
  const sum = (row[ROW.whole] as number) / former + (row[ROW.rest] as number);
  row[ROW.whole] = Math.round(sum * scale);
  row[ROW.rest] = sum - (row[ROW.whole] as number) / scale;
};

/** Hands out what a file has of some series. `size`: of which length it is known to be. */
export const readSumsFile = async (
  path: string,
  size: number,
  wanted: readonly WantedSums[],
  take: TakeSums,
): Promise<void> => {
  const bySensor = Map.groupBy(wanted, ({ number }) => number);
  const sensors = [...bySensor.keys()].sort((one, other) => one - other);
  const isWanted = ({ least, most }: Bounds): boolean =>
    sensors.some((number) => number >= least && number <= most);
  for await (const { rows, column } of groupsOf(path, size, isWanted)) {
    const numbers = numbersOf(column(COLUMN.number)) ?? [];
    const names = column(QUANTITY);
    const [from, until] = [numbersOf(column(FROM)) ?? [], numbersOf(column(UNTIL)) ?? []];
    const scales = numbersOf(column(SCALE)) ?? [];
    if (names === undefined || !("texts" in names)) continue;
    for (const sensor of sensors) {
      const end = firstOf(numbers, rows, sensor + 1);
      for (let row = firstOf(numbers, rows, sensor); row < end; row++) {
        const quantity = names.texts[names.places[row] as number];
        for (const one of bySensor.get(sensor) ?? []) {
          if (one.quantity !== quantity) continue;
          const found = new Float64Array(widthOf(quantities[one.quantity].averaging));
          for (const { name, place } of [...NUMBERS, ...OF_KIND]) {
            if (place >= found.length) break;
            const number = numbersOf(column(name))?.[row] ?? 0;
            found[place] = Number.isNaN(number) ? 0 : number;
          }
          onScale(found, scales[row] as number, scaleOf(one.quantity));
          take(one.id, from[row] as number, until[row] as number, { numbers: found, start: 0 });
        }
      }
    }
  }
};

/** Reads a file through, and gives the digest of its numbers and names; rejects at what cannot be read. */
export const digestOfSums = async (path: string, size: number): Promise<number> => {
  let digest = 0;
  for await (const { column } of groupsOf(path, size, () => true))
    digest = digestOf(
      COLUMNS.map(({ name }) => column(name) ?? { numbers: [] }),
      digest,
    );
  return digest;
};
