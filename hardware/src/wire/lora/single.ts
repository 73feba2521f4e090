import { createBitReader, createBitWriter } from "./bits.ts";
import { type Column, columns } from "./profile.ts";
import type { DecodedRecords, LoraRecord } from "./record.ts";

/**
 * The 9-byte record: one reading, sent as soon as its interval is over by a node without a clock.
 *
 *   0 | pm2_5 and pm10: 27 bits | humidity: 10 | pressure: 13 | temperature and laeq: 21
 *
 * Each value is its count above `low` plus one, 0 saying that it is missing; two values share a
 * field as `first × radix + second`, which saves the bit that leaves the leading 0 its place.
 */
const [pm2_5, pm10, temperature, humidity, pressure, laeq] = columns;

const fields: readonly { readonly pair: readonly Column[]; readonly width: number }[] = [
  { pair: [pm2_5, pm10], width: 27 },
  { pair: [humidity], width: 10 },
  { pair: [pressure], width: 13 },
  { pair: [temperature, laeq], width: 21 },
];

const radix = (column: Column): number => column.high - column.low + 2;

const indexOf = (column: Column): number =>
  columns.findIndex(({ quantity }) => quantity === column.quantity);

export const SINGLE_LENGTH = 9;

/** `undefined` when a value lies outside what the record can say. */
export const encodeSingle = ({
  counts,
}: Pick<LoraRecord, "counts">): Uint8Array<ArrayBuffer> | undefined => {
  const fits = columns.every(({ low, high }, index) => {
    const count = counts[index];
    return count === undefined || (count >= low && count <= high);
  });
  if (!fits) return undefined;
  const writer = createBitWriter();
  writer.put(0, 1);
  for (const { pair, width } of fields) {
    const digits = pair.map((column) => {
      const count = counts[indexOf(column)];
      return count === undefined ? 0 : count - column.low + 1;
    });
    const mixed = pair.reduce(
      (sum, column, place) => sum * radix(column) + (digits[place] ?? 0),
      0,
    );
    writer.put(mixed, width);
  }
  return writer.bytes();
};

export const decodeSingle = (bytes: Uint8Array): DecodedRecords => {
  if (bytes.length < SINGLE_LENGTH) return { ok: false, reason: "truncated" };
  if (bytes.length > SINGLE_LENGTH) return { ok: false, reason: "trailing" };
  const reader = createBitReader(bytes);
  reader.take(1);
  const counts: (number | undefined)[] = columns.map(() => undefined);
  for (const { pair, width } of fields) {
    let mixed = reader.take(width);
    for (const column of pair.toReversed()) {
      const digit = mixed % radix(column);
      mixed = Math.floor(mixed / radix(column));
      if (digit > 0) counts[indexOf(column)] = column.low + digit - 1;
    }
    if (mixed !== 0) return { ok: false, reason: "out_of_range" };
  }
  if (counts.every((count) => count === undefined)) return { ok: false, reason: "no_value" };
  return { ok: true, records: [{ age: 0, counts, flags: 0, flagged: 0 }], aligned: false };
};
