import { crc32, zstdDecompressSync } from "node:zlib";
import { type Cursor, UnreadableFile } from "./byte-writer.ts";
import { readDeltas } from "./delta-integers.ts";
import {
  type Column,
  type ColumnValues,
  isOptional,
  MAGIC,
  OPTIONAL,
  PHYSICAL,
  TIMESTAMP_MILLIS,
} from "./parquet-format.ts";
import { readRuns } from "./runs.ts";
import { listOf, numberOf, type ReadStruct, readThrift, structOf, textOf } from "./thrift.ts";

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
      return { name, type: schema[6] === TIMESTAMP_MILLIS ? "instant" : "integer" };
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

/** A page as it stands in the file. */
interface StoredPage {
  readonly header: ReadStruct;
  readonly stored: Uint8Array;
  /** How many bytes it has unpacked. */
  readonly size: number;
}

const storedPage = (cursor: Cursor): StoredPage => {
  const header = readThrift(cursor);
  const length = numberOf(header[3]);
  const stored = cursor.bytes.subarray(cursor.at, cursor.at + length);
  cursor.at += length;
  if (stored.length !== length || (crc32(stored) | 0) !== header[4])
    throw new UnreadableFile("a page is damaged");
  const size = numberOf(header[2]);
  if (size > MOST_PAGE_BYTES) throw new UnreadableFile("a page is too large");
  return { header, stored, size };
};

/**
 * Unpacks pages in one go: frames of Zstandard may follow each other, and to begin with one takes longer than most pages
 * themselves.
 */
const unpacked = (pages: readonly StoredPage[]): readonly Uint8Array[] => {
  const [first] = pages;
  const all =
    pages.length === 1 && first !== undefined
      ? first.stored
      : Buffer.concat(pages.map(({ stored }) => stored));
  const size = pages.reduce((sum, page) => sum + page.size, 0);
  if (size > MOST_PAGE_BYTES) throw new UnreadableFile("its pages are too large");
  // One byte more, or it looks for more in another piece.
  const chunkSize = Math.max(64, size + 1);
  const bytes = zstdDecompressSync(all, { maxOutputLength: Math.max(1, size), chunkSize });
  if (bytes.length !== size) throw new UnreadableFile("a page is damaged");
  let end = 0;
  return pages.map((page) => {
    end += page.size;
    return bytes.subarray(end - page.size, end);
  });
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

/** A column of a row group, and its bytes. */
export interface Chunk {
  readonly column: Column;
  readonly bytes: Uint8Array;
}

/** Rows from `from` on, before `until`. */
interface Rows {
  readonly from: number;
  readonly until: number;
}

/** Gives the values of some rows of a column, or of all. An absent number is NaN. A column of texts is given whole. */
export type ReadRows = (rows?: Rows) => ReadValues;

/** Unpacks columns of a row group. */
export const openChunks = (chunks: readonly Chunk[], rows: number): readonly ReadRows[] => {
  const pages = chunks.map(({ column, bytes }) => {
    const cursor: Cursor = { bytes, at: 0 };
    return column.type === "text" ? [storedPage(cursor), storedPage(cursor)] : [storedPage(cursor)];
  });
  const bytes = unpacked(pages.flat());
  let next = 0;
  return chunks.map(({ column }, chunk): ReadRows => {
    const ofChunk = pages[chunk] as readonly StoredPage[];
    const [first, second] = bytes.slice(next) as [Uint8Array, Uint8Array?];
    next += ofChunk.length;
    if (column.type === "text") {
      const count = numberOf(structOf((ofChunk[0] as StoredPage).header[7])[1]);
      return () => textValues(first, count, second as Uint8Array, rows);
    }
    return (wanted = { from: 0, until: rows }) => numberValues(column, rows, first, wanted);
  });
};

/** The values of one column in a row group, from its bytes: see `ReadRows`. */
export const readChunk = (
  column: Column,
  rows: number,
  bytes: Uint8Array,
  wanted?: Rows,
): ReadValues => (openChunks([{ column, bytes }], rows)[0] as ReadRows)(wanted);

const textValues = (
  dictionary: Uint8Array,
  count: number,
  bytes: Uint8Array,
  rows: number,
): ReadValues => ({
  texts: textsOf(dictionary, count),
  places: readRuns({ bytes, at: 1 }, rows, bytes[0] ?? 0),
});

const numberValues = (
  column: Column,
  rows: number,
  bytes: Uint8Array,
  { from, until }: Rows,
): ReadValues => {
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
