import {
  type ByteWriter,
  type Cursor,
  createByteWriter,
  readByte,
  readVarint,
  readZigzag,
  UnreadableFile,
} from "./byte-writer.ts";

/**
 * The compact protocol of Thrift, in which Parquet writes what it says of its data
 * (thrift-compact-protocol.md): a struct is its fields by number, a list its items.
 */
export type Thrift =
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly bool: boolean }
  | { readonly binary: string | Uint8Array }
  | { readonly list: readonly Thrift[] }
  | { readonly struct: Readonly<Record<number, Thrift | undefined>> };

const TYPE = { true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8 } as const;
const LIST = 9;
const SET = 10;
const STRUCT = 12;

const typeOf = (value: Thrift): number => {
  if ("i32" in value) return TYPE.i32;
  if ("i64" in value) return TYPE.i64;
  if ("bool" in value) return value.bool ? TYPE.true : TYPE.false;
  if ("binary" in value) return TYPE.binary;
  return "list" in value ? LIST : STRUCT;
};

const MOST_SHORT_LIST = 14;

const put = (out: ByteWriter, value: Thrift): void => {
  if ("i32" in value) out.zigzag(value.i32);
  else if ("i64" in value) out.zigzag(value.i64);
  else if ("binary" in value) {
    const bytes = typeof value.binary === "string" ? Buffer.from(value.binary) : value.binary;
    out.varint(bytes.length);
    out.bytes(bytes);
  } else if ("list" in value) {
    const { list } = value;
    const type = list[0] === undefined ? TYPE.i32 : typeOf(list[0]);
    if (list.length <= MOST_SHORT_LIST) out.byte((list.length << 4) | type);
    else {
      out.byte(0xf0 | type);
      out.varint(list.length);
    }
    for (const item of list) put(out, item);
  } else if ("struct" in value) {
    let last = 0;
    for (const [name, field] of Object.entries(value.struct)) {
      if (field === undefined) continue;
      const number = Number(name);
      // Fields of structs here never lie farther apart than 15.
      out.byte(((number - last) << 4) | typeOf(field));
      last = number;
      put(out, field);
    }
    out.byte(0);
  }
};

export const writeThrift = (value: Thrift): Uint8Array => {
  const out = createByteWriter();
  put(out, value);
  return out.take();
};

/** A struct as it was read: numbers, bytes, lists and structs by the number of their field. */
export type Read = number | boolean | Uint8Array | readonly Read[] | ReadStruct;
export interface ReadStruct {
  readonly [field: number]: Read;
}

const MOST_DEEP = 32;

const get = (cursor: Cursor, type: number, depth: number): Read => {
  if (depth > MOST_DEEP) throw new UnreadableFile("structs stand in structs without end");
  switch (type) {
    case TYPE.true:
    case TYPE.false:
      return type === TYPE.true;
    case TYPE.byte:
      return (readByte(cursor) << 24) >> 24;
    case TYPE.i16:
    case TYPE.i32:
    case TYPE.i64:
      return readZigzag(cursor);
    case TYPE.double:
    case TYPE.binary: {
      const length = type === TYPE.double ? 8 : readVarint(cursor);
      if (length > cursor.bytes.length - cursor.at) throw new UnreadableFile("it ends too early");
      cursor.at += length;
      return cursor.bytes.subarray(cursor.at - length, cursor.at);
    }
    case LIST:
    case SET: {
      const head = readByte(cursor);
      const count = head >>> 4 === 15 ? readVarint(cursor) : head >>> 4;
      if (count > cursor.bytes.length - cursor.at) throw new UnreadableFile("it ends too early");
      const items: Read[] = [];
      for (let item = 0; item < count; item++) items.push(get(cursor, head & 15, depth + 1));
      return items;
    }
    case STRUCT: {
      const fields: Record<number, Read> = {};
      for (let last = 0; ; ) {
        const head = readByte(cursor);
        if (head === 0) return fields;
        last = head >>> 4 === 0 ? readZigzag(cursor) : last + (head >>> 4);
        fields[last] = get(cursor, head & 15, depth + 1);
      }
    }
    default:
      throw new UnreadableFile(`a field has the unknown type ${type}`);
  }
};

export const readThrift = (cursor: Cursor): ReadStruct => get(cursor, STRUCT, 0) as ReadStruct;

export const numberOf = (value: Read | undefined): number => {
  if (typeof value !== "number") throw new UnreadableFile("a number is missing");
  return value;
};

export const structOf = (value: Read | undefined): ReadStruct => {
  if (typeof value !== "object" || Array.isArray(value) || value instanceof Uint8Array)
    throw new UnreadableFile("a struct is missing");
  return value as ReadStruct;
};

export const listOf = (value: Read | undefined): readonly Read[] => {
  if (!Array.isArray(value)) throw new UnreadableFile("a list is missing");
  return value;
};

export const textOf = (value: Read | undefined): string => {
  if (!(value instanceof Uint8Array)) throw new UnreadableFile("a text is missing");
  return Buffer.from(value).toString("utf8");
};
