import {
  type BitReader,
  type BitWriter,
  createBitReader,
  createBitWriter,
  golombLength,
  unzigzag,
  zigzag,
} from "./bits.ts";
import {
  columns,
  EXPLICIT_PERIOD,
  MAX_AGE,
  MAX_VALUE,
  ORDER_BITS,
  orders,
  PERIOD_BITS,
  PROFILE,
  periods,
  SLOW_PERIOD,
  VERSION,
} from "./profile.ts";
import type { DecodedRecords, LoraFault, LoraRecord } from "./record.ts";

/**
 * The series: 1 to 64 records, each value as its difference with the one before.
 *
 *   1 | version 2 | profile 3 | aligned 1 | irregular 1
 *   count − 1: 6 | flagged 1 | gapped 1
 *   tuned 1 | period 4 [17 more] | age of the newest record
 *   [irregular: the steps] [gapped: what is missing] [tuned: orders] [flagged: flags] | values
 *
 * docs/lora.md tells each field. Signed numbers pass through `zigzag`, all numbers without a
 * fixed width are exponential Golomb codes.
 */
export interface Series {
  /** Oldest first, 1 to 64; ages fall from one to the next. */
  readonly records: readonly LoraRecord[];
  /** Seconds, 1 to 131 071. */
  readonly period: number;
  readonly aligned: boolean;
}

export const encodeSeries = ({ records, period, aligned }: Series): Uint8Array<ArrayBuffer> => {
  const steps = stepsOf(records);
  const irregular = steps.some((step) => step !== period);
  const gapped = records.some(({ counts }) => counts.includes(undefined));
  const flagged = records.some(({ flags }) => flags !== 0);
  const defaults = defaultOrders(period);
  const tuning = tuningOf(records, defaults);

  const writer = createBitWriter();
  const flag = (on: boolean) => writer.put(on ? 1 : 0, 1);
  writer.put(1, 1);
  writer.put(VERSION, 2);
  writer.put(PROFILE, 3);
  flag(aligned);
  flag(irregular);
  writer.put(records.length - 1, 6);
  flag(flagged);
  flag(gapped);
  flag(tuning !== undefined);
  putPeriod(writer, period);
  writer.golomb(zigzag((records.at(-1)?.age ?? 0) - period), orders.age);
  if (irregular) putSteps(writer, steps, period);
  if (gapped) putGaps(writer, records);
  if (tuning) putOrders(writer, tuning);
  if (flagged) putFlags(writer, records);
  putValues(writer, records, tuning?.map(({ order }) => order) ?? defaults);
  return writer.bytes();
};

const defaultOrders = (period: number): number[] =>
  columns.map(({ nextOrder: [quick, slow] }) => (period < SLOW_PERIOD ? quick : slow));

const stepsOf = (records: readonly LoraRecord[]): number[] =>
  records.slice(1).map(({ age }, index) => (records[index]?.age ?? 0) - age);

const presentIn = (records: readonly LoraRecord[], column: number): number[] =>
  records.flatMap(({ counts }) => counts[column] ?? []);

/** A column's differences, first value left out, as codes to be written. */
const differences = (records: readonly LoraRecord[], column: number): number[] => {
  const present = presentIn(records, column);
  return present.slice(1).map((count, index) => zigzag(count - (present[index] ?? 0)));
};

const lengthAt = (codes: readonly number[], order: number): number =>
  codes.reduce((sum, code) => sum + golombLength(code, order), 0);

/** The smallest of the orders that make the column shortest. */
const bestOrder = (codes: readonly number[]): number => {
  let best = 0;
  for (let order = 1; order < 2 ** ORDER_BITS; order++)
    if (lengthAt(codes, order) < lengthAt(codes, best)) best = order;
  return best;
};

interface Tuned {
  readonly order: number;
  /** Another order than the default: it is written. */
  readonly changed: boolean;
  /** A column without differences needs no order. */
  readonly needed: boolean;
}

/** Orders of the frame's own where they shorten it, else `undefined`. */
const tuningOf = (
  records: readonly LoraRecord[],
  defaults: readonly number[],
): Tuned[] | undefined => {
  let gain = 0;
  const tuning = defaults.map((untuned, column) => {
    const codes = differences(records, column);
    const best = bestOrder(codes);
    const saved = lengthAt(codes, untuned) - lengthAt(codes, best) - ORDER_BITS;
    const needed = codes.length > 0;
    gain += Math.max(saved, 0) - (needed ? 1 : 0);
    return { order: saved > 0 ? best : untuned, changed: saved > 0, needed };
  });
  return gain > 0 ? tuning : undefined;
};

/** A column with differences: `0` keeps the default order, `1` is followed by another. */
const putOrders = (writer: BitWriter, tuning: readonly Tuned[]): void => {
  for (const { order, changed, needed } of tuning) {
    if (!needed) continue;
    writer.put(changed ? 1 : 0, 1);
    if (changed) writer.put(order, ORDER_BITS);
  }
};

const putPeriod = (writer: BitWriter, period: number): void => {
  const listed = periods.indexOf(period);
  writer.put(listed < 0 ? EXPLICIT_PERIOD : listed, 4);
  if (listed < 0) writer.put(period, PERIOD_BITS);
};

const putSteps = (writer: BitWriter, steps: readonly number[], period: number): void => {
  for (const step of steps) {
    writer.put(step === period ? 0 : 1, 1);
    if (step !== period) writer.golomb(step - 1, orders.step);
  }
};

/** A column: `0` is whole, `10` is empty, `11` is followed by one bit a record, 1 for present. */
const putGaps = (writer: BitWriter, records: readonly LoraRecord[]): void => {
  for (const column of columns.keys()) {
    const present = presentIn(records, column).length;
    if (present === records.length) writer.put(0, 1);
    else if (present === 0) writer.put(0b10, 2);
    else {
      writer.put(0b11, 2);
      for (const { counts } of records) writer.put(counts[column] === undefined ? 0 : 1, 1);
    }
  }
};

/** A record: `0` bears the flags of the one before, `1` is followed by its own. */
const putFlags = (writer: BitWriter, records: readonly LoraRecord[]): void => {
  let before = { flags: 0, flagged: 0 };
  for (const { flags, flagged } of records) {
    const same = flags === before.flags && flagged === before.flagged;
    writer.put(same ? 0 : 1, 1);
    if (same) continue;
    writer.golomb(flags, orders.flags);
    writer.put(flagged, columns.length);
    before = { flags, flagged };
  }
};

const putValues = (
  writer: BitWriter,
  records: readonly LoraRecord[],
  order: readonly number[],
): void => {
  const before: (number | undefined)[] = [];
  for (const { counts } of records)
    for (const [index, { centre, firstOrder }] of columns.entries()) {
      const count = counts[index];
      if (count === undefined) continue;
      const previous = before[index];
      writer.golomb(
        zigzag(count - (previous ?? centre)),
        previous === undefined ? firstOrder : (order[index] ?? 0),
      );
      before[index] = count;
    }
};

/** Reads a series; bytes of any origin give records or a reason. */
export const decodeSeries = (bytes: Uint8Array): DecodedRecords => {
  const reader = createBitReader(bytes);
  const fault = (reason: LoraFault): DecodedRecords =>
    // Past the end the reader gives zeros: whatever they seemed to say, bytes are missing.
    ({ ok: false, reason: reader.overrun() ? "truncated" : reason });
  reader.take(1);
  if (reader.take(2) !== VERSION) return fault("version");
  if (reader.take(3) !== PROFILE) return fault("profile");
  const aligned = reader.take(1) === 1;
  const irregular = reader.take(1) === 1;
  const count = reader.take(6) + 1;
  const flagged = reader.take(1) === 1;
  const gapped = reader.take(1) === 1;
  const tuned = reader.take(1) === 1;
  const period = takePeriod(reader);
  const lateness = reader.golomb(orders.age);
  if (period === 0 || lateness === undefined) return fault("out_of_range");
  const ages = takeAges(reader, { count, period, irregular, newest: period + unzigzag(lateness) });
  if (ages === undefined) return fault("out_of_range");
  const present = gapped ? takeGaps(reader, count) : columns.map(() => Array(count).fill(true));
  const order = defaultOrders(period).map((untuned, index) => {
    const needed = (present[index]?.filter(Boolean).length ?? 0) > 1;
    return tuned && needed && reader.take(1) === 1 ? reader.take(ORDER_BITS) : untuned;
  });
  const flags = flagged ? takeFlags(reader, count) : Array(count).fill({ flags: 0, flagged: 0 });
  if (flags === undefined) return fault("flags");
  const rows = takeValues(reader, { count, present, order });
  if (rows === undefined) return fault("out_of_range");
  if (reader.overrun()) return fault("truncated");
  if (!reader.atPadding()) return fault("trailing");
  if (rows.some((counts) => counts.every((value) => value === undefined))) return fault("no_value");
  const records = rows.map((counts, row) => ({ age: ages[row] ?? 0, counts, ...flags[row] }));
  return { ok: true, records, period, aligned };
};

const takePeriod = (reader: BitReader): number => {
  const code = reader.take(4);
  return code === EXPLICIT_PERIOD ? reader.take(PERIOD_BITS) : (periods[code] ?? 0);
};

const takeAges = (
  reader: BitReader,
  of: { count: number; period: number; irregular: boolean; newest: number },
): number[] | undefined => {
  let total = 0;
  const before = [0];
  for (let row = 1; row < of.count; row++) {
    const step =
      of.irregular && reader.take(1) === 1
        ? (reader.golomb(orders.step) ?? MAX_AGE) + 1
        : of.period;
    total += step;
    before.push(total);
  }
  if (of.newest < 0 || of.newest + total > MAX_AGE) return undefined;
  return before.map((since) => of.newest + total - since);
};

const takeGaps = (reader: BitReader, count: number): boolean[][] =>
  columns.map(() => {
    if (reader.take(1) === 0) return Array(count).fill(true);
    if (reader.take(1) === 0) return Array(count).fill(false);
    return Array.from({ length: count }, () => reader.take(1) === 1);
  });

const takeFlags = (
  reader: BitReader,
  count: number,
): { flags: number; flagged: number }[] | undefined => {
  let current = { flags: 0, flagged: 0 };
  const rows = [];
  for (let row = 0; row < count; row++) {
    if (reader.take(1) === 1) {
      const flags = reader.golomb(orders.flags);
      if (flags === undefined) return undefined;
      current = { flags, flagged: reader.take(columns.length) };
      if ((current.flags === 0) !== (current.flagged === 0)) return undefined;
    }
    rows.push(current);
  }
  return rows;
};

const takeValues = (
  reader: BitReader,
  of: { count: number; present: readonly boolean[][]; order: readonly number[] },
): (number | undefined)[][] | undefined => {
  const before: (number | undefined)[] = [];
  const rows = [];
  for (let row = 0; row < of.count; row++) {
    const counts: (number | undefined)[] = columns.map(() => undefined);
    for (const [index, { centre, firstOrder }] of columns.entries()) {
      if (!of.present[index]?.[row]) continue;
      const previous = before[index];
      const code = reader.golomb(previous === undefined ? firstOrder : (of.order[index] ?? 0));
      if (code === undefined) return undefined;
      const value = (previous ?? centre) + unzigzag(code);
      if (Math.abs(value) > MAX_VALUE) return undefined;
      counts[index] = value;
      before[index] = value;
    }
    rows.push(counts);
  }
  return rows;
};
