import { constants, crc32, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { type Cursor, createByteWriter, UnreadableFile } from "./byte-writer.ts";
import { type Packing, readDeltas, writeDeltas } from "./delta-integers.ts";
import { readRuns, writeRuns } from "./runs.ts";
import {
  listOf,
  numberOf,
  type ReadStruct,
  readThrift,
  structOf,
  type Thrift,
  textOf,
  writeThrift,
} from "./thrift.ts";

/**
 * The part of Parquet (parquet.thrift) that sealed days use: each column of a row group is one page, whole numbers
 * are differences, texts are places in a dictionary, all is compressed by Zstandard with its checksum.
 */
export type ColumnType =
  /** Text, in a dictionary. */
  | { readonly type: "text" }
  /** A whole number of 32 bits. */
  | { readonly type: "number"; readonly isOptional: boolean }
  /** UTC milliseconds. */
  | { readonly type: "instant" }
  /** A whole number of the last of so many digits behind the point. */
  | { readonly type: "decimal"; readonly digits: number }
  /** May be absent. */
  | { readonly type: "double" };

export type Column = ColumnType & { readonly name: string };

/** The values of a column in a row group. An absent number is NaN. */
export type ColumnValues =
  | { readonly numbers: ArrayLike<number> }
  | { readonly texts: readonly string[]; readonly places: ArrayLike<number> };

const PHYSICAL = { int32: 1, int64: 2, double: 5, bytes: 6 } as const;
const ENCODING = { plain: 0, runs: 3, deltas: 5, dictionary: 8 } as const;
const CODEC = { none: 0, zstd: 6 } as const;
const PAGE = { data: 0, dictionary: 2 } as const;
const MAGIC = Buffer.from("PAR1");
const REQUIRED = 0;
const OPTIONAL = 1;
/** Whole numbers of 32 bits hold nine digits of any value. */
export const DECIMAL_PRECISION = 9;

const physicalOf = ({ type }: Column): number => {
  if (type === "text") return PHYSICAL.bytes;
  if (type === "instant") return PHYSICAL.int64;
  return type === "double" ? PHYSICAL.double : PHYSICAL.int32;
};

const isOptional = (column: Column): boolean =>
  column.type === "decimal" ||
  column.type === "double" ||
  (column.type === "number" && column.isOptional);

const encodingOf = ({ type }: Column): number => {
  if (type === "text") return ENCODING.dictionary;
  return type === "double" ? ENCODING.plain : ENCODING.deltas;
};

const schemaOf = (column: Column): Thrift => {
  const { name } = column;
  const meaning: Record<number, Thrift> = {};
  if (column.type === "text") {
    meaning[6] = { i32: 0 };
    meaning[10] = { struct: { 1: { struct: {} } } };
  } else if (column.type === "decimal") {
    const scale = { i32: column.digits };
    const precision = { i32: DECIMAL_PRECISION };
    meaning[6] = { i32: 5 };
    meaning[7] = scale;
    meaning[8] = precision;
    meaning[10] = { struct: { 5: { struct: { 1: scale, 2: precision } } } };
  } else if (column.type === "instant") {
    const milliseconds = { struct: { 1: { struct: {} } } };
    meaning[6] = { i32: 9 };
    meaning[10] = { struct: { 8: { struct: { 1: { bool: true }, 2: milliseconds } } } };
  }
  return {
    struct: {
      1: { i32: physicalOf(column) },
      3: { i32: isOptional(column) ? OPTIONAL : REQUIRED },
      4: { binary: name },
      ...meaning,
    },
  };
};

const LEVEL = 6;

const compress = (bytes: Uint8Array): Uint8Array =>
  zstdCompressSync(bytes, {
    params: {
      [constants.ZSTD_c_compressionLevel]: LEVEL,
      [constants.ZSTD_c_checksumFlag]: 1,
    },
  });

const bytesOfNumber = (number: number, width: 4 | 8): Uint8Array => {
  const bytes = Buffer.alloc(width);
  if (width === 4) bytes.writeInt32LE(number);
  else bytes.writeBigInt64LE(BigInt(number));
  return bytes;
};

/** What stands in a page before it is compressed. */
const pageOf = (column: Column, values: ColumnValues, rows: number, packing: Packing) => {
  const out = createByteWriter(1 << 14);
  if ("texts" in values) {
    const width = Math.max(1, 32 - Math.clz32(values.texts.length - 1));
    out.byte(width);
    writeRuns(out, values.places, width);
    return { bytes: out.take(), nulls: 0 };
  }
  const { numbers } = values;
  let present: ArrayLike<number> = numbers;
  let nulls = 0;
  if (isOptional(column)) {
    const levels = new Uint8Array(rows);
    const some = new Float64Array(rows);
    let count = 0;
    for (let row = 0; row < rows; row++) {
      const number = numbers[row] as number;
      if (Number.isNaN(number)) continue;
      levels[row] = 1;
      some[count++] = number;
    }
    present = some.subarray(0, count);
    nulls = rows - count;
    const coded = createByteWriter();
    writeRuns(coded, levels, 1);
    const bytes = coded.take();
    out.bytes(bytesOfNumber(bytes.length, 4));
    out.bytes(bytes);
  }
  if (column.type === "double") {
    const room = out.room(8 * present.length);
    const view = new DataView(room.buffer, room.byteOffset, room.length);
    for (let place = 0; place < present.length; place++)
      view.setFloat64(8 * place, present[place] as number, true);
  } else writeDeltas(out, present, present.length, packing);
  return { bytes: out.take(), nulls };
};

const smallest = (pages: readonly { readonly bytes: Uint8Array; readonly nulls: number }[]) =>
  pages
    .map((page) => ({ ...page, stored: compress(page.bytes) }))
    .reduce((one, other) => (other.stored.length < one.stored.length ? other : one));

const pageHeader = (
  type: number,
  bytes: number,
  stored: Uint8Array,
  more: Readonly<Record<number, Thrift>>,
): Uint8Array =>
  writeThrift({
    struct: {
      1: { i32: type },
      2: { i32: bytes },
      3: { i32: stored.length },
      4: { i32: crc32(stored) | 0 },
      ...more,
    },
  });

const dictionaryOf = (texts: readonly string[]): Uint8Array => {
  const out = createByteWriter();
  for (const text of texts) {
    const bytes = Buffer.from(text);
    out.bytes(bytesOfNumber(bytes.length, 4));
    out.bytes(bytes);
  }
  return out.take();
};

export interface ParquetWriter {
  /** The bytes of some more rows, which go behind all before them. */
  rowGroup(rows: number, values: readonly ColumnValues[]): Uint8Array;
  /** What ends the file. */
  finish(): Uint8Array;
}

/** Row groups and the end of a file, in the order in which they stand in it. `about`: texts about the file. */
export const createParquetWriter = (
  columns: readonly Column[],
  about: Readonly<Record<string, string>>,
): ParquetWriter => {
  const groups: Thrift[] = [];
  let written = 0;
  let allRows = 0;

  const chunkOf = (column: Column, values: ColumnValues, rows: number, start: number) => {
    const pieces: Uint8Array[] = [];
    let uncompressed = 0;
    const add = (header: Uint8Array, stored: Uint8Array, bytes: number) => {
      pieces.push(header, stored);
      uncompressed += header.length + bytes;
    };
    let dictionaryBytes = 0;
    if ("texts" in values) {
      const bytes = dictionaryOf(values.texts);
      const stored = compress(bytes);
      const counted = { 1: { i32: values.texts.length }, 2: { i32: ENCODING.plain } };
      const header = pageHeader(PAGE.dictionary, bytes.length, stored, { 7: { struct: counted } });
      add(header, stored, bytes.length);
      dictionaryBytes = header.length + stored.length;
    }
    const page = smallest(
      encodingOf(column) === ENCODING.deltas
        ? [pageOf(column, values, rows, "bytes"), pageOf(column, values, rows, "bits")]
        : [pageOf(column, values, rows, "bits")],
    );
    const data = {
      1: { i32: rows },
      2: { i32: encodingOf(column) },
      3: { i32: ENCODING.runs },
      4: { i32: ENCODING.runs },
    };
    const header = pageHeader(PAGE.data, page.bytes.length, page.stored, { 5: { struct: data } });
    add(header, page.stored, page.bytes.length);
    const bytes = Buffer.concat(pieces);
    const encodings = [encodingOf(column), ENCODING.runs].map((i32) => ({ i32 }));
    const meta: Thrift = {
      struct: {
        1: { i32: physicalOf(column) },
        2: { list: encodings },
        3: { list: [{ binary: column.name }] },
        4: { i32: CODEC.zstd },
        5: { i64: rows },
        6: { i64: uncompressed },
        7: { i64: bytes.length },
        9: { i64: start + dictionaryBytes },
        11: "texts" in values ? { i64: start } : undefined,
        12: statisticsOf(column, values, rows, page.nulls),
      },
    };
    return { bytes, uncompressed, meta };
  };

  return {
    rowGroup(rows, values) {
      const start = written === 0 ? MAGIC.length : written;
      const pieces: Uint8Array[] = written === 0 ? [MAGIC] : [];
      const chunks: Thrift[] = [];
      let end = start;
      let uncompressed = 0;
      for (const [place, column] of columns.entries()) {
        const chunk = chunkOf(column, values[place] as ColumnValues, rows, end);
        chunks.push({ struct: { 2: { i64: 0 }, 3: chunk.meta } });
        pieces.push(chunk.bytes);
        end += chunk.bytes.length;
        uncompressed += chunk.uncompressed;
      }
      groups.push({
        struct: { 1: { list: chunks }, 2: { i64: uncompressed }, 3: { i64: rows } },
      });
      allRows += rows;
      written = end;
      return Buffer.concat(pieces);
    },
    finish() {
      const root = { struct: { 4: { binary: "schema" }, 5: { i32: columns.length } } };
      const footer = writeThrift({
        struct: {
          1: { i32: 2 },
          2: { list: [root, ...columns.map(schemaOf)] },
          3: { i64: allRows },
          4: { list: groups },
          5: {
            list: Object.entries(about).map(([key, value]) => ({
              struct: { 1: { binary: key }, 2: { binary: value } },
            })),
          },
          6: { binary: "DataCityZen" },
        },
      });
      const start = written === 0 ? MAGIC : new Uint8Array();
      return Buffer.concat([start, footer, bytesOfNumber(footer.length, 4), MAGIC]);
    },
  };
};

/** Least and greatest, by which a reader passes over row groups; how many are absent. */
const statisticsOf = (
  column: Column,
  values: ColumnValues,
  rows: number,
  nulls: number,
): Thrift | undefined => {
  if (isOptional(column)) return { struct: { 3: { i64: nulls } } };
  if ("texts" in values || (column.type !== "number" && column.type !== "instant"))
    return undefined;
  const width = column.type === "number" ? 4 : 8;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < rows; row++) {
    const number = values.numbers[row] as number;
    if (number < least) least = number;
    if (number > most) most = number;
  }
  return {
    struct: {
      3: { i64: 0 },
      5: { binary: bytesOfNumber(most, width) },
      6: { binary: bytesOfNumber(least, width) },
    },
  };
};

/** Where a column's bytes stand in the file. */
export interface ChunkPlace {
  readonly start: number;
  readonly bytes: number;
}

export interface RowGroupPlace {
  readonly rows: number;
  /** In the order of the columns. */
  readonly chunks: readonly ChunkPlace[];
  /** How many values of each column are absent. */
  readonly nulls: readonly number[];
  /** Of each column that has them. */
  readonly bounds: readonly ({ readonly least: number; readonly most: number } | undefined)[];
}

export interface ParquetFooter {
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly groups: readonly RowGroupPlace[];
  readonly about: ReadonlyMap<string, string>;
}

/** The last bytes of a file: how long its footer is. */
export const TAIL_BYTES = 8;

export const footerBytes = (tail: Uint8Array): number => {
  const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.length);
  if (bytes.length !== TAIL_BYTES || !bytes.subarray(4).equals(MAGIC))
    throw new UnreadableFile("it does not end as a Parquet file does");
  return bytes.readUInt32LE(0);
};

const columnOf = (schema: ReadStruct): Column => {
  const name = textOf(schema[4]);
  switch (schema[1]) {
    case PHYSICAL.bytes:
      return { name, type: "text" };
    case PHYSICAL.int64:
      return { name, type: "instant" };
    case PHYSICAL.double:
      return { name, type: "double" };
    case PHYSICAL.int32:
      return schema[6] === 5
        ? { name, type: "decimal", digits: numberOf(schema[7]) }
        : { name, type: "number", isOptional: schema[3] === OPTIONAL };
    default:
      throw new UnreadableFile(`the column ${name} has a type unknown here`);
  }
};

const boundOf = (bytes: unknown): number | undefined => {
  if (!(bytes instanceof Uint8Array)) return undefined;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.length === 4) return view.readInt32LE();
  return view.length === 8 ? Number(view.readBigInt64LE()) : undefined;
};

/** Ours have some ten thousand. Memory for all of a column is taken before its first row is read. */
const MOST_ROWS = 2 ** 20;

const rowsOf = (value: ReadStruct[number] | undefined): number => {
  const rows = numberOf(value);
  if (rows < 0 || rows > MOST_ROWS) throw new UnreadableFile(`a row group of ${rows} rows`);
  return rows;
};

export const readFooter = (bytes: Uint8Array): ParquetFooter => {
  const footer = readThrift({ bytes, at: 0 });
  const [, ...schema] = listOf(footer[2]).map(structOf);
  const columns = schema.map(columnOf);
  const groups = listOf(footer[4]).map((each): RowGroupPlace => {
    const group = structOf(each);
    const metas = listOf(group[1]).map((chunk) => structOf(structOf(chunk)[3]));
    if (metas.length !== columns.length) throw new UnreadableFile("a column is missing");
    return {
      rows: rowsOf(group[3]),
      chunks: metas.map((meta) => ({
        start: numberOf(meta[11] ?? meta[9]),
        bytes: numberOf(meta[7]),
      })),
      nulls: metas.map((meta) =>
        meta[12] === undefined ? 0 : numberOf(structOf(meta[12])[3] ?? 0),
      ),
      bounds: metas.map((meta, place) => {
        const statistics = meta[12] === undefined ? {} : structOf(meta[12]);
        const [least, most] = [boundOf(statistics[6]), boundOf(statistics[5])];
        const hasBounds = columns[place]?.type === "number" || columns[place]?.type === "instant";
        return !hasBounds || least === undefined || most === undefined
          ? undefined
          : { least, most };
      }),
    };
  });
  const about = new Map(
    listOf(footer[5] ?? []).map((each) => {
      const pair = structOf(each);
      return [textOf(pair[1]), textOf(pair[2])] as const;
    }),
  );
  return { columns, rows: numberOf(footer[3]), groups, about };
};

const MOST_PAGE_BYTES = 2 ** 26;

const readPage = (cursor: Cursor): { readonly header: ReadStruct; readonly bytes: Uint8Array } => {
  const header = readThrift(cursor);
  const length = numberOf(header[3]);
  const stored = cursor.bytes.subarray(cursor.at, cursor.at + length);
  cursor.at += length;
  if (stored.length !== length || (crc32(stored) | 0) !== header[4])
    throw new UnreadableFile("a page is damaged");
  const size = numberOf(header[2]);
  if (size > MOST_PAGE_BYTES) throw new UnreadableFile("a page is too large");
  // One byte more, or it looks for more in another piece.
  const chunkSize = Math.max(64, size + 1);
  const bytes = zstdDecompressSync(stored, { maxOutputLength: Math.max(1, size), chunkSize });
  if (bytes.length !== size) throw new UnreadableFile("a page is damaged");
  return { header, bytes };
};

const textsOf = (bytes: Uint8Array, count: number): string[] => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const texts: string[] = [];
  for (let at = 0; texts.length < count; ) {
    const length = view.readUInt32LE(at);
    texts.push(view.toString("utf8", at + 4, at + 4 + length));
    at += 4 + length;
  }
  return texts;
};

type ReadValues =
  | Exclude<ColumnValues, { readonly numbers: unknown }>
  | {
      readonly numbers: Float64Array;
    };

/**
 * The values of a column in a row group, from its bytes: those of the rows from `from` on, before `until`. An absent number is
 * NaN. A column of texts is given whole.
 */
export const readChunk = (
  column: Column,
  rows: number,
  chunk: Uint8Array,
  { from, until }: { readonly from: number; readonly until: number } = { from: 0, until: rows },
): ReadValues => {
  const cursor: Cursor = { bytes: chunk, at: 0 };
  if (column.type === "text") {
    const { header, bytes } = readPage(cursor);
    const texts = textsOf(bytes, numberOf(structOf(header[7])[1]));
    const page = readPage(cursor);
    const places = readRuns({ bytes: page.bytes, at: 1 }, rows, page.bytes[0] ?? 0);
    return { texts, places };
  }
  const { bytes } = readPage(cursor);
  if (!isOptional(column)) {
    const { numbers, count } = readDeltas({ bytes, at: 0 }, until, from);
    if (count !== rows) throw new UnreadableFile("a page is shorter than its row group");
    return { numbers };
  }
  const length = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32LE(0);
  const levels = readRuns({ bytes, at: 4 }, rows, 1);
  /** How many are there before `from`, before `until`, and in all. */
  let [before, wanted, present] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    if (row === from) before = present;
    if (row === until) wanted = present;
    present += levels[row] as number;
  }
  if (until === rows) wanted = present;
  if (from === rows) before = present;
  const start = 4 + length;
  const { numbers: some, count } =
    column.type === "double"
      ? doublesOf(bytes, start, before, wanted)
      : readDeltas({ bytes, at: start }, wanted, before);
  if (count !== present) throw new UnreadableFile("a page has other values than it says");
  if (wanted - before === until - from) return { numbers: some };
  const numbers = new Float64Array(until - from).fill(Number.NaN);
  for (let row = from, place = 0; row < until; row++)
    if (levels[row] === 1) numbers[row - from] = some[place++] as number;
  return { numbers };
};

/** The numbers that stand at a place, of these those from `from` on, before `until`; and how many there are. */
const doublesOf = (bytes: Uint8Array, start: number, from: number, until: number) => {
  const count = Math.floor((bytes.length - start) / 8);
  const numbers = new Float64Array(Math.max(0, Math.min(until, count) - from));
  // As they are: every processor we run on is little-endian.
  const first = start + 8 * from;
  new Uint8Array(numbers.buffer).set(bytes.subarray(first, first + numbers.byteLength));
  return { numbers, count };
};
