import { crc32 } from "node:zlib";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { type BitReader, type BitWriter, createBitReader, createBitWriter } from "./bits.ts";
import { type ColumnOf, readColumn, unitsOf, writeColumn } from "./block-column.ts";
import { ROW, widthOf } from "./sums-row.ts";

export const HOUR_MS = 3_600_000;
export const HOURS_OF_DAY = 24;
export const DAY_MS = HOURS_OF_DAY * HOUR_MS;

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

/** What a block is of: a block that is found under another name is none. */
export interface BlockName {
  readonly series: number;
  readonly day: number;
}

/** Instants are counted from the beginning of their hour, where there are any. */
const INSTANTS = [ROW.leastAt, ROW.greatestAt] as const;

const shiftInstants = (
  hours: number,
  { rows, width }: ColumnOf,
  { day }: BlockName,
  direction: 1 | -1,
): void => {
  let row = 0;
  for (let hour = 0; hour < HOURS_OF_DAY; hour++) {
    if ((hours & (1 << hour)) === 0) continue;
    const start = direction * (day * DAY_MS + hour * HOUR_MS);
    if (rows[row] !== 0)
      for (const place of INSTANTS) rows[row + place] = (rows[row + place] as number) + start;
    row += width;
  }
};

const CHECK_BYTES = 4;
const ALL_HOURS = 2 ** HOURS_OF_DAY - 1;

/** It begins with the name: bytes under another one have another. */
const checkOf = ({ series, day }: BlockName, bytes: Uint8Array): number =>
  crc32(
    bytes.subarray(CHECK_BYTES),
    (Math.imul(series, 0x9e37_79b1) ^ Math.imul(day, 0x85eb_ca6b)) >>> 0,
  );

const writeHours = (writer: BitWriter, hours: number): void => {
  writer.write(hours === ALL_HOURS ? 1 : 0, 1);
  if (hours !== ALL_HOURS) writer.write(hours, HOURS_OF_DAY);
};

const readHours = (reader: BitReader): number =>
  reader.read(1) === 1 ? ALL_HOURS : reader.read(HOURS_OF_DAY);

const columnsOf = (quantity: QuantityName, rows: Float64Array): ColumnOf => ({
  rows,
  width: widthOf(quantities[quantity].averaging),
  units: unitsOf(quantity),
});

/**
 * A block as bytes: a checksum, and column by column the numbers in as few bits as all of a column need. Each number
 * is read back as it was, but for squares: see `writeColumn`.
 */
export const packBlock = (block: DayBlock, name: BlockName, quantity: QuantityName): Uint8Array => {
  const rows = block.rows.slice();
  const column = columnsOf(quantity, rows);
  shiftInstants(block.hours, column, name, -1);
  const writer = createBitWriter();
  writer.write(0, 8 * CHECK_BYTES);
  writeHours(writer, block.hours);
  if (block.hours !== 0)
    for (let place = 0; place < column.width; place++) writeColumn(writer, column, place);
  const bytes = writer.bytes();
  new DataView(bytes.buffer).setUint32(0, checkOf(name, bytes), true);
  return bytes;
};

const bitsIn = (hours: number): number => {
  let count = 0;
  for (let rest = hours; rest !== 0; rest &= rest - 1) count += 1;
  return count;
};

/** Undefined for bytes that are not what was written under this name. */
export const unpackBlock = (
  bytes: Uint8Array,
  name: BlockName,
  quantity: QuantityName,
): DayBlock | undefined => {
  if (bytes.length <= CHECK_BYTES) return undefined;
  const check = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (check !== checkOf(name, bytes)) return undefined;
  const reader = createBitReader(bytes, CHECK_BYTES);
  const hours = readHours(reader);
  if (hours === 0) return emptyBlock;
  const width = widthOf(quantities[quantity].averaging);
  const rows = new Float64Array(bitsIn(hours) * width);
  const column = columnsOf(quantity, rows);
  for (let place = 0; place < width; place++) readColumn(reader, column, place);
  shiftInstants(hours, column, name, 1);
  return { hours, rows };
};
