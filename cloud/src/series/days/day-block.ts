import { crc32 } from "node:zlib";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { ROW, scaleOf, widthOf } from "./sums-row.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Days of UTC since 1970. */
export const dayOf = (at: number): number => Math.floor(at / DAY_MS);

/** The sums of each hour of a UTC day of one series, one row behind the other. */
export interface DayBlock {
  /** A bit for each hour that has points; the others have none. */
  readonly hours: number;
  readonly rows: Float64Array;
}

export const emptyBlock: DayBlock = { hours: 0, rows: new Float64Array() };

/** The block with the sums of some more hours, each of which comes after those that it has. */
export const withHours = (block: DayBlock, more: DayBlock): DayBlock => {
  if (block.hours === 0) return more;
  if (more.hours === 0) return block;
  const rows = new Float64Array(block.rows.length + more.rows.length);
  rows.set(block.rows);
  rows.set(more.rows, block.rows.length);
  return { hours: block.hours | more.hours, rows };
};

/** How the numbers of a column are written; the place is the code. */
const WAYS = ["zero", "byte", "short", "integer", "double"] as const;
type Way = (typeof WAYS)[number];
const BYTES = { zero: 0, byte: 1, short: 2, integer: 4, double: 8 } as const;

const wayOf = (numbers: readonly number[]): Way => {
  let [least, most] = [0, 0];
  for (const number of numbers) {
    if (!Number.isInteger(number)) return "double";
    least = Math.min(least, number);
    most = Math.max(most, number);
  }
  if (most === 0 && least === 0) return "zero";
  if (least >= 0 && most <= 0xff) return "byte";
  if (least >= -0x8000 && most <= 0x7fff) return "short";
  return least >= -0x8000_0000 && most <= 0x7fff_ffff ? "integer" : "double";
};

const SECOND_MS = 1000;

/** Numbers as multiples of a unit, if each is exactly one. */
const inUnits = (
  numbers: readonly number[],
  units: readonly number[],
): { readonly unit: number; readonly whole: readonly number[] } => {
  for (const unit of units) {
    const whole = numbers.map((number) => Math.round(number * unit));
    if (whole.every((one, place) => one / unit === numbers[place])) return { unit, whole };
  }
  return { unit: 1, whole: numbers };
};

/** Units that a column may be written in; 1 always is among them. */
const unitsOf = (place: number, quantity: QuantityName): readonly number[] => {
  if (place === ROW.least || place === ROW.greatest) return [scaleOf(quantity) / 100, 1];
  return place === ROW.leastAt || place === ROW.greatestAt ? [1 / SECOND_MS, 1] : [1];
};

/** Instants are counted from the beginning of their hour. */
const isInstant = (place: number): boolean => place === ROW.leastAt || place === ROW.greatestAt;

const startsOf = (hours: number, day: number): readonly number[] => {
  const starts: number[] = [];
  for (let hour = 0; hour < 24; hour++)
    if ((hours & (1 << hour)) !== 0) starts.push(day * DAY_MS + hour * HOUR_MS);
  return starts;
};

const VERSION = 1;
const CHECK_BYTES = 4;
const HEAD_BYTES = CHECK_BYTES + 1 + 3;

/** What a block is of: a block that is found under another name is none. */
export interface BlockName {
  readonly series: number;
  readonly day: number;
}

const checkOf = ({ series, day }: BlockName, bytes: Uint8Array): number =>
  crc32(bytes.subarray(CHECK_BYTES), crc32(`${series} ${day}`));

/**
 * A block as bytes: a checksum, and column by column the numbers in as few bytes as all of a column need. Each number
 * is read back as it was.
 */
export const packBlock = (
  { hours, rows }: DayBlock,
  name: BlockName,
  quantity: QuantityName,
): Uint8Array => {
  const width = widthOf(quantities[quantity].averaging);
  const starts = startsOf(hours, name.day);
  const bytes = Buffer.alloc(HEAD_BYTES + width * (1 + 8 * starts.length));
  bytes.writeUInt8(VERSION, CHECK_BYTES);
  bytes.writeUIntLE(hours, CHECK_BYTES + 1, 3);
  let end = HEAD_BYTES;
  for (let place = 0; place < width && hours !== 0; place++) {
    const numbers = starts.map((start, row) => {
      const number = rows[row * width + place] as number;
      return isInstant(place) && rows[row * width] !== 0 ? number - start : number;
    });
    const units = unitsOf(place, quantity);
    const { unit, whole } = inUnits(numbers, units);
    const way = wayOf(whole);
    end = bytes.writeUInt8(WAYS.indexOf(way) + WAYS.length * units.indexOf(unit), end);
    if (way === "double") for (const number of numbers) end = bytes.writeDoubleLE(number, end);
    else if (way === "integer") for (const number of whole) end = bytes.writeInt32LE(number, end);
    else if (way === "short") for (const number of whole) end = bytes.writeInt16LE(number, end);
    else if (way === "byte") for (const number of whole) end = bytes.writeUInt8(number, end);
  }
  const packed = bytes.subarray(0, end);
  packed.writeUInt32LE(checkOf(name, packed), 0);
  return packed;
};

/** Undefined for bytes that are not what was written under this name. */
export const unpackBlock = (
  packed: Uint8Array,
  name: BlockName,
  quantity: QuantityName,
): DayBlock | undefined => {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  if (bytes.length < HEAD_BYTES || bytes.readUInt32LE(0) !== checkOf(name, bytes)) return undefined;
  if (bytes.readUInt8(CHECK_BYTES) !== VERSION) return undefined;
  const hours = bytes.readUIntLE(CHECK_BYTES + 1, 3);
  if (hours === 0) return emptyBlock;
  const width = widthOf(quantities[quantity].averaging);
  const starts = startsOf(hours, name.day);
  const rows = new Float64Array(starts.length * width);
  let end = HEAD_BYTES;
  for (let place = 0; place < width; place++) {
    const code = bytes.readUInt8(end++);
    const way = WAYS[code % WAYS.length] as Way;
    const units = unitsOf(place, quantity);
    const unit = way === "double" ? 1 : (units[Math.floor(code / WAYS.length)] as number);
    const size = BYTES[way];
    for (let row = 0; row < starts.length; row++, end += size) {
      const number =
        way === "double"
          ? bytes.readDoubleLE(end)
          : way === "zero"
            ? 0
            : way === "byte"
              ? bytes.readUInt8(end)
              : bytes.readIntLE(end, size);
      rows[row * width + place] = unit === 1 ? number : number / unit;
    }
  }
  for (const [row, start] of starts.entries()) {
    const from = row * width;
    if (rows[from] === 0) continue;
    rows[from + ROW.leastAt] = (rows[from + ROW.leastAt] as number) + start;
    rows[from + ROW.greatestAt] = (rows[from + ROW.greatestAt] as number) + start;
  }
  return { hours, rows };
};
