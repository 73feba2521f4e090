import { constants, crc32, zstdCompressSync } from "node:zlib";
import { createByteWriter } from "./byte-writer.ts";
import { type Packing, writeDeltas } from "./delta-integers.ts";
import {
  CODEC,
  type Column,
  type ColumnValues,
  ENCODING,
  encodingOf,
  isOptional,
  MAGIC,
  PAGE,
  physicalOf,
  schemaOf,
} from "./parquet-format.ts";
import { writeRuns } from "./runs.ts";
import { type Thrift, writeThrift } from "./thrift.ts";

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
