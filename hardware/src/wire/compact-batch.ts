import { decode, encode } from "cborg";
import { type Batch, clocks, mostFlags, mostReadings, type Reading } from "./batch.ts";

/**
 * A batch for a link that is paid by the byte: a CBOR array in place of a map, one column for each sensor and
 * quantity, numbers as whole multiples of a power of ten and as differences. Twelve readings of six quantities are
 * some 200 bytes. It says the same as the batch it was made of, to the last digit; `docs/wire.md` has the form.
 */

const VERSION = 1;
/** More decimals than any sensor gives; values that need more are written as they are. */
const MOST_DIGITS = 6;

/** Quantity; decimals of whole multiples, or null where the values stand as they are; a cell for each reading. */
type Column = [string, number | null, (number | null)[]];
/** Index of a reading, quantity ("" for the whole reading), flags. */
type Mark = [number, string, string[]];
/**
 * Sensor; milliseconds from one reading to the next, from the origin on, each followed by how often it comes in a row; columns;
 * marks.
 */
type Group = [string, number[], Column[], Mark[]];
/** Version, boot, sequence number, index of the clock, origin, groups. */
type Compact = [number, string, number, number, number, Group[]];

const LONGEST_NAME = 64;
const MOST_COLUMNS = 64;

const isName = (value: unknown): value is string =>
  typeof value === "string" && value.length <= LONGEST_NAME;

/** Not negative. */
const isWhole = (value: unknown, most = Number.MAX_SAFE_INTEGER): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;

const isNumber = (value: unknown): value is number => Number.isFinite(value);

/** Whether a value is a list whose items are all right; the first that is not ends it. */
const isListOf = (
  value: unknown,
  [least, most]: readonly [number, number],
  isRight: (item: unknown) => boolean,
): value is unknown[] =>
  Array.isArray(value) && value.length >= least && value.length <= most && value.every(isRight);

/** The items of a list of so many, or none. */
const items = (value: unknown, count: number): readonly unknown[] =>
  Array.isArray(value) && value.length === count ? value : [];

const isColumn = (value: unknown): boolean => {
  const [name, digits, cells] = items(value, 3);
  return (
    isName(name) &&
    (digits === null || isWhole(digits, MOST_DIGITS)) &&
    isListOf(cells, [0, mostReadings], (cell) => cell === null || isNumber(cell))
  );
};

const isMark = (value: unknown): boolean => {
  const [index, quantity, flags] = items(value, 3);
  return isWhole(index) && isName(quantity) && isListOf(flags, [0, mostFlags], isName);
};

const isGroup = (value: unknown): boolean => {
  const [sensor, instants, columns, marks] = items(value, 4);
  return (
    isName(sensor) &&
    isListOf(instants, [2, 2 * mostReadings], (step) => isWhole(step)) &&
    isListOf(columns, [1, MOST_COLUMNS], isColumn) &&
    isListOf(marks, [0, mostReadings], isMark)
  );
};

/**
 * Written out, and ended by the first fault: a schema tells all of them, and a megabyte with a hundred thousand took more than a
 * second and 400 MB.
 */
const isCompactDocument = (value: unknown): value is Compact => {
  const [version, boot, seq, clock, origin, groups] = items(value, 6);
  return (
    version === VERSION &&
    isName(boot) &&
    isNumber(seq) &&
    isWhole(clock, clocks.length - 1) &&
    isWhole(origin) &&
    isListOf(groups, [1, mostReadings], isGroup)
  );
};

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

const columnOf = (name: string, values: readonly (number | null)[]): Column => {
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

const groupOf = (sensor: string, readings: readonly Reading[], origin: number): Group => {
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
      ...(flags === undefined ? [] : [[index, "", [...flags]] as Mark]),
      ...Object.entries(value_flags).map(([name, own]): Mark => [index, name, [...(own ?? [])]]),
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

const valuesOf = ([, digits, cells]: Column): readonly (number | null)[] => {
  if (digits === null) return cells;
  let count = 0;
  return cells.map((difference) => {
    if (difference === null) return null;
    count += difference;
    return count / 10 ** digits;
  });
};

/** The steps of a group; more of them than a batch has readings are refused before they are written out. */
const stepsOf = ([, instants]: Group): readonly number[] => {
  const counts = instants.filter((_, index) => index % 2 === 1);
  const count = counts.reduce((sum, one) => sum + one, 0);
  if (counts.length * 2 !== instants.length || count > mostReadings)
    throw new Error(`instants of ${count} readings; at most ${mostReadings}`);
  return counts.flatMap((times, index) => Array<number>(times).fill(instants[2 * index] ?? 0));
};

const readingsOf = (
  [sensor, , columns, marks]: Group,
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
  const document: unknown = decode(payload, { rejectDuplicateMapKeys: true });
  if (!isCompactDocument(document)) throw new Error("it is no batch in columns (docs/wire.md)");
  const [, boot, seq, clock, origin, groups] = document;
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
