import { decode, encode } from "cborg";
import * as z from "zod";
import { type Batch, clocks, mostFlags, mostReadings, type Reading } from "./batch.ts";

/**
 * A batch for a link that is paid by the byte: a CBOR array in place of a map, one column for each sensor and
 * quantity, numbers as whole multiples of a power of ten and as differences. Twelve readings of six quantities are
 * some 200 bytes. It says the same as the batch it was made of, to the last digit; `docs/wire.md` has the form.
 */

const VERSION = 1;
/** More decimals than any sensor gives; values that need more are written as they are. */
const MOST_DIGITS = 6;

const Cell = z.union([z.number(), z.null()]);
const Column = z.tuple([
  z.string().max(64),
  // Decimals of whole multiples, or null: the values stand as they are.
  z.union([z.int().min(0).max(MOST_DIGITS), z.null()]),
  z.array(Cell).max(mostReadings),
]);
const Marks = z
  .array(z.tuple([z.int().min(0), z.string().max(64), z.array(z.string().max(64)).max(mostFlags)]))
  .max(mostReadings);
const Group = z.tuple([
  z.string().max(64),
  /** Milliseconds from one reading to the next, from the origin on, each followed by how often it comes in a row. */
  z
    .array(z.int().min(0))
    .min(2)
    .max(2 * mostReadings),
  z.array(Column).min(1).max(64),
  /** Index of a reading, quantity ("" for the whole reading), flags. */
  Marks,
]);
const Compact = z.tuple([
  z.literal(VERSION),
  z.string().max(64),
  z.number(),
  z
    .int()
    .min(0)
    .max(clocks.length - 1),
  z.int().min(0),
  z.array(Group).min(1).max(mostReadings),
]);
type Compact = z.infer<typeof Compact>;

const scaled = (value: number, digits: number): number => Math.round(value * 10 ** digits);

/** The fewest decimals at which every value is itself again; null when there are none. */
const digitsOf = (values: readonly (number | null)[]): number | null => {
  for (let digits = 0; digits <= MOST_DIGITS; digits++)
    if (
      values.every(
        (value) =>
          value === null ||
          (Number.isSafeInteger(scaled(value, digits)) &&
            Object.is(scaled(value, digits) / 10 ** digits, value)),
      )
    )
      return digits;
  return null;
};

const columnOf = (name: string, values: readonly (number | null)[]): Compact[5][0][2][0] => {
  const digits = digitsOf(values);
  if (digits === null) return [name, null, [...values]];
  let before = 0;
  const differences = values.map((value) => {
    if (value === null) return null;
    const count = scaled(value, digits);
    const difference = count - before;
    before = count;
    return difference;
  });
  return [name, digits, differences];
};

const groupOf = (sensor: string, readings: readonly Reading[], origin: number): Compact[5][0] => {
  const names = [...new Set(readings.flatMap(({ values }) => Object.keys(values)))];
  let before = origin;
  const instants: number[] = [];
  for (const { at } of readings) {
    const step = at - before;
    before = at;
    const last = instants.length - 1;
    if (instants[last - 1] === step) instants[last] = (instants[last] ?? 0) + 1;
    else instants.push(step, 1);
  }
  const marks = readings.flatMap(
    ({ flags, value_flags = {} }, index): [number, string, string[]][] => [
      ...(flags === undefined ? [] : [[index, "", [...flags]] as [number, string, string[]]]),
      ...Object.entries(value_flags).map(
        ([name, own]) => [index, name, [...(own ?? [])]] as [number, string, string[]],
      ),
    ],
  );
  return [
    sensor,
    instants,
    names.map((name) =>
      columnOf(
        name,
        readings.map(({ values }) => (values as { [name: string]: number })[name] ?? null),
      ),
    ),
    marks,
  ];
};

/** The same readings in the compact form: sensor by sensor, oldest first. */
export const encodeCompact = ({ boot, seq, clock, readings }: Batch): Uint8Array => {
  const ordered = readings.toSorted((one, other) => one.at - other.at);
  const origin = ordered[0]?.at ?? 0;
  const groups = [...Map.groupBy(ordered, ({ sensor }) => sensor)].map(([sensor, own]) =>
    groupOf(sensor, own, origin),
  );
  return encode([VERSION, boot, seq, clocks.indexOf(clock), origin, groups] satisfies Compact);
};

/** CBOR major type 4, an array: 0x80 to 0x9f. No other document of the wire begins so. */
export const isCompact = (first: number | undefined): boolean =>
  first !== undefined && first >> 5 === 4;

const valuesOf = ([, digits, cells]: Compact[5][0][2][0]): readonly (number | null)[] => {
  if (digits === null) return cells;
  let count = 0;
  return cells.map((difference) => {
    if (difference === null) return null;
    count += difference;
    return count / 10 ** digits;
  });
};

/** The steps of a group; more of them than a batch has readings are refused before they are written out. */
const stepsOf = ([, instants]: Compact[5][0]): readonly number[] => {
  const counts = instants.filter((_, index) => index % 2 === 1);
  const count = counts.reduce((sum, one) => sum + one, 0);
  if (counts.length * 2 !== instants.length || count > mostReadings)
    throw new Error(`instants of ${count} readings; at most ${mostReadings}`);
  return counts.flatMap((times, index) => Array<number>(times).fill(instants[2 * index] ?? 0));
};

const readingsOf = (
  [sensor, , columns, marks]: Compact[5][0],
  steps: readonly number[],
  origin: number,
): readonly unknown[] => {
  const byName = columns.map((column) => [column[0], valuesOf(column)] as const);
  const marksOf = Map.groupBy(marks, ([index]) => index);
  let at = origin;
  return steps.map((step, index) => {
    at += step;
    const present = byName.flatMap(([name, values]) => {
      const value = values[index];
      return value === null || value === undefined ? [] : [[name, value] as const];
    });
    const own = marksOf.get(index) ?? [];
    const whole = own.find(([, name]) => name === "");
    const ofValues = own.filter(([, name]) => name !== "");
    return {
      ...{ at, sensor, values: Object.fromEntries(present) },
      ...(whole && { flags: whole[2] }),
      ...(ofValues.length > 0 && {
        value_flags: Object.fromEntries(ofValues.map(([, name, flags]) => [name, flags])),
      }),
    };
  });
};

/**
 * The document that a compact batch stands for, to be judged as any other. Throws when the bytes are no such
 * form, or say more readings than a batch may have: what is written out is never more than was sent allows.
 */
export const decodeCompact = (payload: Uint8Array): unknown => {
  const [, boot, seq, clock, origin, groups] = Compact.parse(
    decode(payload, { rejectDuplicateMapKeys: true }),
  );
  let count = 0;
  const readings = groups
    .flatMap((group) => {
      const steps = stepsOf(group);
      count += steps.length;
      if (count > mostReadings) throw new Error(`more than ${mostReadings} readings`);
      return readingsOf(group, steps, origin);
    })
    .toSorted((one, other) => (one as { at: number }).at - (other as { at: number }).at);
  return { boot, seq, clock: clocks[clock], readings };
};
