/** Bytes that grow. */
export interface ByteWriter {
  readonly length: number;
  byte(value: number): void;
  bytes(value: Uint8Array): void;
  /** Unsigned, seven bits a byte, the lowest first (ULEB128). Exact up to 2^53. */
  varint(value: number): void;
  /** Signed: 0, -1, 1, -2 … as 0, 1, 2, 3 … */
  zigzag(value: number): void;
  /** Room for so many bytes, which the caller fills. */
  room(count: number): Uint8Array;
  take(): Uint8Array;
}

const TWO_31 = 0x8000_0000;

export const createByteWriter = (firstBytes = 256): ByteWriter => {
  let buffer = new Uint8Array(firstBytes);
  let length = 0;
  const reserve = (more: number): void => {
    if (length + more <= buffer.length) return;
    const wider = new Uint8Array(Math.max(2 * buffer.length, length + more));
    wider.set(buffer.subarray(0, length));
    buffer = wider;
  };
  const varint = (value: number): void => {
    reserve(10);
    let rest = value;
    for (; rest >= TWO_31; rest = Math.floor(rest / 128)) buffer[length++] = (rest % 128) | 128;
    let low = rest | 0;
    for (; low >= 128; low >>>= 7) buffer[length++] = (low & 127) | 128;
    buffer[length++] = low;
  };
  return {
    get length() {
      return length;
    },
    byte(value) {
      reserve(1);
      buffer[length++] = value;
    },
    bytes(value) {
      reserve(value.length);
      buffer.set(value, length);
      length += value.length;
    },
    varint,
    zigzag: (value) => varint(value < 0 ? -2 * value - 1 : 2 * value),
    room(count) {
      reserve(count);
      const room = buffer.subarray(length, length + count);
      length += count;
      return room;
    },
    take: () => buffer.slice(0, length),
  };
};

/** Where one reads in some bytes. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** What was written is not what it should be: a damaged file, or one of somebody else. */
export class UnreadableFile extends Error {}

export const readByte = (cursor: Cursor): number => {
  const byte = cursor.bytes[cursor.at++];
  if (byte === undefined) throw new UnreadableFile("it ends too early");
  return byte;
};

export const readVarint = (cursor: Cursor): number => {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = readByte(cursor);
    value += (byte & 127) * factor;
    if (byte < 128) return value;
    if (factor > 2 ** 56) throw new UnreadableFile("a number has no end");
  }
};

export const readZigzag = (cursor: Cursor): number => {
  const value = readVarint(cursor);
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
};
