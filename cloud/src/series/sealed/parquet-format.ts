import type { Thrift } from "./thrift.ts";

/**
 * The part of Parquet (parquet.thrift) that sealed days use: each column of a row group is one page, whole numbers
 * are differences, texts are places in a dictionary, all is compressed by Zstandard with its checksum.
 */
export type ColumnType =
  /** Text, in a dictionary. */
  | { readonly type: "text" }
  /** A whole number of 32 bits. */
  | { readonly type: "number"; readonly isOptional: boolean }
  /** A whole number of 64 bits, of which 53 are used. */
  | { readonly type: "integer" }
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

export const PHYSICAL = { int32: 1, int64: 2, double: 5, bytes: 6 } as const;
export const ENCODING = { plain: 0, runs: 3, deltas: 5, dictionary: 8 } as const;
export const CODEC = { none: 0, zstd: 6 } as const;
export const PAGE = { data: 0, dictionary: 2 } as const;
export const MAGIC = Buffer.from("PAR1");
export const REQUIRED = 0;
export const OPTIONAL = 1;
/** Whole numbers of 32 bits hold nine digits of any value. */
export const DECIMAL_PRECISION = 9;

export const physicalOf = ({ type }: Column): number => {
  if (type === "text") return PHYSICAL.bytes;
  if (type === "instant" || type === "integer") return PHYSICAL.int64;
  return type === "double" ? PHYSICAL.double : PHYSICAL.int32;
};

export const isOptional = (column: Column): boolean =>
  column.type === "decimal" ||
  column.type === "double" ||
  (column.type === "number" && column.isOptional);

export const encodingOf = ({ type }: Column): number => {
  if (type === "text") return ENCODING.dictionary;
  return type === "double" ? ENCODING.plain : ENCODING.deltas;
};

/** How a column of instants, among those of 64 bits, says that it is one. */
export const TIMESTAMP_MILLIS = 9;

export const schemaOf = (column: Column): Thrift => {
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
    meaning[6] = { i32: TIMESTAMP_MILLIS };
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
