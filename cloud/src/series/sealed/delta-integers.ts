import {
  type ByteWriter,
  type Cursor,
  readByte,
  readVarint,
  readZigzag,
  UnreadableFile,
} from "./byte-writer.ts";

/**
 * Parquet's DELTA_BINARY_PACKED: the first number, then differences, in blocks that each give their least one
 * and how many bits each further part of it takes.
 */
const BLOCK = 128;
const PARTS = 4;
const PART = BLOCK / PARTS;

/**
 * `bytes`: a difference takes whole bytes, counted from -128 wherever that fits, so that an entropy coder behind it meets
 * the same byte for the same step. `bits`: as few bits as hold it.
 */
export type Packing = "bytes" | "bits";

const LEAST_OF_BYTE = -128;
const MOST_OF_BYTE = 127;
const TWO_32 = 2 ** 32;

const widthFor = (range: number, packing: Packing): number => {
  if (range === 0) return 0;
  if (range >= TWO_32) return 64;
  const bits = 32 - Math.clz32(range);
  if (packing === "bits") return bits;
  if (bits <= 8) return 8;
  return bits <= 16 ? 16 : 32;
};

/** Numbers of `width` bits, the lowest first, into bytes that are all zero. */
const pack = (
  target: Uint8Array,
  numbers: Float64Array,
  from: number,
  until: number,
  least: number,
  width: number,
): void => {
  if (width === 64) {
    const view = new DataView(target.buffer, target.byteOffset, target.length);
    for (let place = from; place < until; place++) {
      const number = (numbers[place] as number) - least;
      view.setUint32(8 * (place - from), number % TWO_32, true);
      view.setUint32(8 * (place - from) + 4, Math.floor(number / TWO_32), true);
    }
    return;
  }
  let at = 0;
  // Most differences of measurements take a byte.
  if (width === 8) {
    for (let place = from; place < until; place++)
      target[at++] = (numbers[place] as number) - least;
    return;
  }
  /** Bits that fill no byte yet. */
  let [rest, bits] = [0, 0];
  for (let place = from; place < until; place++) {
    let number = ((numbers[place] as number) - least) >>> 0;
    let left = width;
    // With the bits that wait, 32 hold 24 more.
    for (; left > 24; left -= 8, number >>>= 8) {
      const both = rest | ((number & 255) << bits);
      target[at++] = both & 255;
      rest = both >>> 8;
    }
    rest |= number << bits;
    for (bits += left; bits >= 8; bits -= 8, rest >>>= 8) target[at++] = rest & 255;
  }
  if (bits > 0) target[at] = rest;
};

const deltas = new Float64Array(BLOCK);

/** Whole numbers up to 2^53, of which neighbours lie closer than that. */
export const writeDeltas = (
  out: ByteWriter,
  values: ArrayLike<number>,
  count: number,
  packing: Packing,
): void => {
  out.varint(BLOCK);
  out.varint(PARTS);
  out.varint(count);
  out.zigzag(count === 0 ? 0 : (values[0] as number));
  let before = count === 0 ? 0 : (values[0] as number);
  for (let start = 1; start < count; start += BLOCK) {
    const size = Math.min(BLOCK, count - start);
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let place = 0; place < size; place++) {
      const value = values[start + place] as number;
      const delta = value - before;
      before = value;
      deltas[place] = delta;
      if (delta < least) least = delta;
      if (delta > most) most = delta;
    }
    if (packing === "bytes" && least < most && least >= LEAST_OF_BYTE && most <= MOST_OF_BYTE)
      least = LEAST_OF_BYTE;
    out.zigzag(least);
    const widths: number[] = [];
    for (let part = 0; part < PARTS; part++) {
      let greatest = least;
      const end = Math.min(size, (part + 1) * PART);
      for (let place = part * PART; place < end; place++)
        if ((deltas[place] as number) > greatest) greatest = deltas[place] as number;
      widths.push(widthFor(greatest - least, packing));
    }
    for (const width of widths) out.byte(width);
    for (const [part, width] of widths.entries()) {
      if (part * PART >= size || width === 0) continue;
      const target = out.room((PART * width) / 8);
      target.fill(0);
      pack(target, deltas, part * PART, Math.min(size, (part + 1) * PART), least, width);
    }
  }
};

const MOST_VALUES = 2 ** 28;

/** Numbers of which those before the wanted ones are needed for their differences alone: room that is used again. */
let room = new Float64Array(0);
const MOST_KEPT_ROOM = 65_536;

const roomFor = (count: number): Float64Array => {
  if (count <= room.length) return room;
  const wider = new Float64Array(count);
  if (count <= MOST_KEPT_ROOM) room = wider;
  return wider;
};

/** Reads the numbers from the place `from` on, up to `limit` or all of them, into an array of doubles; `count` is how many there are. */
export const readDeltas = (
  cursor: Cursor,
  limit = Number.POSITIVE_INFINITY,
  from = 0,
): { readonly numbers: Float64Array; readonly count: number } => {
  const block = readVarint(cursor);
  const parts = readVarint(cursor);
  const all = readVarint(cursor);
  const count = Math.min(all, limit);
  const part = block / parts;
  if (all > MOST_VALUES || !Number.isInteger(part / 8) || part === 0)
    throw new UnreadableFile("differences of another form");
  const values = roomFor(count);
  let value = readZigzag(cursor);
  if (count > 0) values[0] = value;
  const { bytes } = cursor;
  for (let place = 1; place < count; ) {
    const least = readZigzag(cursor);
    const widths = cursor.at;
    cursor.at += parts;
    for (let index = 0; index < parts && place < count; index++) {
      const width = readByte({ bytes, at: widths + index });
      const first = place;
      const end = Math.min(count, place + part);
      const start = cursor.at;
      cursor.at += (part * width) / 8;
      if (cursor.at > bytes.length) throw new UnreadableFile("it ends too early");
      // Of those before the wanted ones their sum is enough.
      if (width === 8 && end <= from) {
        let sum = 0;
        for (let at = start; place < end; place++, at++) sum += bytes[at] as number;
        value += sum + least * (end - first);
      } else if (width === 0) for (; place < end; place++) values[place] = value += least;
      else if (width === 8)
        for (let at = start; place < end; place++, at++)
          values[place] = value += least + (bytes[at] as number);
      else if (width === 16)
        for (let at = start; place < end; place++, at += 2)
          values[place] = value +=
            least + ((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
      else if (width === 64) {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        for (let at = start; place < end; place++, at += 8)
          values[place] = value +=
            least + view.getUint32(at, true) + view.getUint32(at + 4, true) * TWO_32;
      } else if (width <= 32) {
        // At most five bytes hold the bits of one: four below, and one above them.
        const mask = width === 32 ? 0xffff_ffff : 2 ** width - 1;
        for (let bit = 0; place < end; place++, bit += width) {
          const at = start + (bit >>> 3);
          const past = bit & 7;
          const low =
            (bytes[at] as number) |
            ((bytes[at + 1] as number) << 8) |
            ((bytes[at + 2] as number) << 16) |
            ((bytes[at + 3] as number) << 24);
          const high = past === 0 ? 0 : (bytes[at + 4] as number) << (32 - past);
          values[place] = value += least + ((((low >>> past) | high) & mask) >>> 0);
        }
      } else throw new UnreadableFile(`differences of ${width} bits`);
    }
  }
  return { numbers: values.slice(from, count), count: all };
};
