import { type Flag, unpackFlags } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Bucket } from "../store.ts";
import { HOURS_OF_DAY } from "./day-block.ts";
import type { HourColumns } from "./hour-columns.ts";
import { addRow, ROW, scaleOf, toSums, widthOf } from "./sums-row.ts";

/** Hours of a slot of columns, and the bucket of each: -1 where none holds it. */
export interface HoursToAdd {
  readonly columns: HourColumns;
  /** When the day of the columns begins. */
  readonly start: number;
  readonly slot: number;
  readonly ofHour: Int32Array;
  /** Where the day's first hour stands in `ofHour`; what lies outside of it is in no bucket. */
  readonly firstHour: number;
}

/** Sums by place (a series, or all of a quantity) and bucket. */
export interface SumTable {
  /** Adds a row that begins at `start`. */
  add(place: number, bucket: number, numbers: Float64Array, start: number): void;
  addHours(place: number, hours: HoursToAdd): void;
  /** The buckets of a place that have values, in order. */
  points(
    place: number,
    boundsOf: (bucket: number) => { readonly at: number; readonly until: number },
  ): Bucket[];
}

export interface SumTableOptions {
  readonly quantity: QuantityName;
  readonly places: number;
  /** No bucket lies outside of these, both included. */
  readonly first: number;
  readonly last: number;
}

/** More rows than this have no room kept for them: few of them will have values. */
const MOST_ROWS_AHEAD = 400_000;
const ROWS_AT_FIRST = 64;

/** Where the rows are. */
interface Rows {
  /** Where the row of a bucket of a place begins, made when it is not there. */
  rowOf(place: number, bucket: number): number;
  numbers(): Float64Array;
  /** Buckets of a place, in order, with the beginning of their rows. */
  all(place: number): Iterable<readonly [bucket: number, row: number]>;
}

const rowsAhead = ({ places, first, last }: SumTableOptions, width: number): Rows => {
  const ofPlace = last - first + 1;
  const numbers = new Float64Array(places * ofPlace * width);
  return {
    rowOf: (place, bucket) => (place * ofPlace + bucket - first) * width,
    numbers: () => numbers,
    *all(place) {
      for (let bucket = first; bucket <= last; bucket++) {
        const row = (place * ofPlace + bucket - first) * width;
        if (numbers[row + ROW.count] !== 0 || numbers[row + ROW.leftOut] !== 0) yield [bucket, row];
      }
    },
  };
};

const rowsAsTheyCome = ({ places }: SumTableOptions, width: number): Rows => {
  let numbers = new Float64Array(ROWS_AT_FIRST * width);
  let end = 0;
  const byPlace = Array.from({ length: places }, () => new Map<number, number>());
  return {
    rowOf(place, bucket) {
      const ofPlace = byPlace[place] as Map<number, number>;
      const known = ofPlace.get(bucket);
      if (known !== undefined) return known;
      const row = end;
      end += width;
      if (end > numbers.length) {
        const longer = new Float64Array(2 * numbers.length);
        longer.set(numbers);
        numbers = longer;
      }
      ofPlace.set(bucket, row);
      return row;
    },
    numbers: () => numbers,
    all: (place) =>
      [...(byPlace[place] as Map<number, number>)].sort(([one], [other]) => one - other),
  };
};

/** What most hours have none of: values that are left out, flags, digits beyond those declared. */
const addRare = (rows: Float64Array, row: number, columns: HourColumns, at: number): void => {
  const { leftOut, flags, rest } = columns;
  if (leftOut !== undefined)
    rows[row + ROW.leftOut] = (rows[row + ROW.leftOut] as number) + (leftOut[at] as number);
  if (flags !== undefined)
    rows[row + ROW.flags] = (rows[row + ROW.flags] as number) | (flags[at] as number);
  if (rest !== undefined)
    rows[row + ROW.rest] = (rows[row + ROW.rest] as number) + (rest[at] as number);
};

/** What levels and directions have beside. */
const addMore = (rows: Float64Array, row: number, { more }: HourColumns, at: number): void => {
  for (let place = 0; place < more.length; place++) {
    const target = row + ROW.first + place;
    const number = (more[place] as Float64Array)[at] as number;
    rows[target] =
      // Degrees are bits.
      ROW.first + place < ROW.degrees
        ? (rows[target] as number) + number
        : (rows[target] as number) | number;
  }
};

const noFlags: readonly Flag[] = Object.freeze([]);

export const createSumTable = (options: SumTableOptions): SumTable => {
  const { quantity, places, first, last } = options;
  const width = widthOf(quantities[quantity].averaging);
  const scale = scaleOf(quantity);
  const unscaled = 1 / scale;
  const rows =
    places * (last - first + 1) > MOST_ROWS_AHEAD
      ? rowsAsTheyCome(options, width)
      : rowsAhead(options, width);
  const flagsOf = (bits: number): readonly Flag[] => (bits === 0 ? noFlags : unpackFlags(bits));
  return {
    add(place, bucket, numbers, start) {
      const row = rows.rowOf(place, bucket);
      addRow(rows.numbers(), row, { numbers, start }, { width, scale });
    },
    // Some ten thousand hours for a map, a million for a year of a city: nothing is made for each.
    addHours(place, { columns, start, slot, ofHour, firstHour }) {
      const { hours, count, whole, squares, least, greatest, leastAt, greatestAt } = columns;
      const { leftOut, flags, rest, more } = columns;
      const isRare = leftOut !== undefined || flags !== undefined || rest !== undefined;
      const present = hours[slot] as number;
      let numbers = rows.numbers();
      let row = 0;
      let current = -1;
      for (let hour = 0; hour < HOURS_OF_DAY; hour++) {
        const index = firstHour + hour;
        if ((present & (1 << hour)) === 0 || index < 0 || index >= ofHour.length) continue;
        const bucket = ofHour[index] as number;
        if (bucket === -1) continue;
        if (bucket !== current) {
          row = rows.rowOf(place, bucket);
          numbers = rows.numbers();
          current = bucket;
        }
        const at = slot * HOURS_OF_DAY + hour;
        const values = count[at] as number;
        const known = numbers[row] as number;
        if (values !== 0) {
          const value = whole[at] as number;
          if (known === 0) {
            numbers[row + ROW.squares] = squares[at] as number;
            numbers[row + ROW.least] = least[at] as number;
            numbers[row + ROW.leastAt] = start + (leastAt[at] as number);
            numbers[row + ROW.greatest] = greatest[at] as number;
            numbers[row + ROW.greatestAt] = start + (greatestAt[at] as number);
          } else {
            // As in `addRow`, with one division.
            let apart = value * known - (numbers[row + ROW.whole] as number) * values;
            const beyond = rest === undefined ? 0 : (rest[at] as number);
            const kept = numbers[row + ROW.rest] as number;
            if (beyond !== 0 || kept !== 0) apart += (beyond * known - kept * values) * scale;
            apart *= unscaled;
            numbers[row + ROW.squares] =
              (numbers[row + ROW.squares] as number) +
              (squares[at] as number) +
              (apart * apart) / (known * values * (known + values));
            if ((least[at] as number) < (numbers[row + ROW.least] as number)) {
              numbers[row + ROW.least] = least[at] as number;
              numbers[row + ROW.leastAt] = start + (leastAt[at] as number);
            }
            if ((greatest[at] as number) > (numbers[row + ROW.greatest] as number)) {
              numbers[row + ROW.greatest] = greatest[at] as number;
              numbers[row + ROW.greatestAt] = start + (greatestAt[at] as number);
            }
          }
          numbers[row] = known + values;
          numbers[row + ROW.whole] = (numbers[row + ROW.whole] as number) + value;
          if (more.length > 0) addMore(numbers, row, columns, at);
        }
        if (isRare) addRare(numbers, row, columns, at);
      }
    },
    points(place, boundsOf) {
      const points: Bucket[] = [];
      const numbers = rows.numbers();
      for (const [bucket, start] of rows.all(place)) {
        const { at, until } = boundsOf(bucket);
        points.push({
          at,
          until,
          leftOut: numbers[start + ROW.leftOut] as number,
          sums: toSums({ numbers, start }, quantity),
          flags: flagsOf(numbers[start + ROW.flags] as number),
        });
      }
      return points;
    },
  };
};
