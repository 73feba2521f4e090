import { emptySums, type Sums } from "@datacityzen/hardware/averaging/sums";
import { type Averaging, type QuantityName, quantities } from "@datacityzen/hardware/quantities";

/**
 * What is kept of the values of an interval so that intervals can be joined, as numbers one behind the other:
 * the columns that `sumsSql` gives. Values are summed as whole numbers of a hundredth of the last digit that
 * their quantity declares: such a sum is exact, in whatever order it is made and from whatever parts, so
 * that a mean is the same number whether it was made of hours or of points. What a value has beyond
 * that, which is rare, is summed beside.
 */
export const ROW = {
  count: 0,
  leftOut: 1,
  flags: 2,
  whole: 3,
  rest: 4,
  squares: 5,
  least: 6,
  leastAt: 7,
  greatest: 8,
  greatestAt: 9,
  /** Of sound levels the sum of powers; of directions of sines. */
  first: 10,
  /** Of directions the sum of cosines. */
  second: 11,
  /** Of directions the whole degrees that occurred, as bits, in numbers of `DEGREES_OF_A_NUMBER`. */
  degrees: 12,
} as const;

export const DEGREES_OF_A_NUMBER = 30;
const NUMBERS_OF_DEGREES = 360 / DEGREES_OF_A_NUMBER;

/** How many numbers a row has. */
export const widthOf = (averaging: Averaging): number => {
  switch (averaging) {
    case "energetic":
      return ROW.first + 1;
    case "circular":
      return WIDEST_ROW;
    case "arithmetic":
    case "maximum":
    case "minimum":
      return ROW.first;
    default:
      return averaging satisfies never;
  }
};

/** Numbers of the row of any quantity. */
export const WIDEST_ROW = ROW.degrees + NUMBERS_OF_DEGREES;

/** Values are summed in this part of the last digit that their quantity declares. */
export const SCALE_OF_SUMS = 100;

/** By what a value is multiplied before it is summed. */
export const scaleOf = (quantity: QuantityName): number =>
  10 ** quantities[quantity].digits * SCALE_OF_SUMS;

/** Some numbers, and where a row begins in them. */
export interface RowAt {
  readonly numbers: Float64Array;
  readonly start: number;
}

const numberOf = ({ numbers, start }: RowAt, place: number): number =>
  numbers[start + place] as number;

/** One division: the double nearest to the mean, wherever the sums are exact. */
const meanOf = (row: RowAt, scale: number): number =>
  (numberOf(row, ROW.whole) + numberOf(row, ROW.rest) * scale) / (scale * numberOf(row, ROW.count));

/** Adds to the row that begins at `row` in `target` one of the same quantity, whose `scale` it is. */
export const addRow = (
  target: Float64Array,
  row: number,
  { numbers, start }: RowAt,
  { width, scale }: { readonly width: number; readonly scale: number },
): void => {
  const count = numbers[start + ROW.count] as number;
  const known = target[row] as number;
  target[row + ROW.leftOut] =
    (target[row + ROW.leftOut] as number) + (numbers[start + ROW.leftOut] as number);
  target[row + ROW.flags] =
    (target[row + ROW.flags] as number) | (numbers[start + ROW.flags] as number);
  if (count === 0) return;
  const whole = numbers[start + ROW.whole] as number;
  const rest = numbers[start + ROW.rest] as number;
  let squares = (target[row + ROW.squares] as number) + (numbers[start + ROW.squares] as number);
  if (known !== 0) {
    const between =
      ((whole + rest * scale) / count -
        ((target[row + ROW.whole] as number) + (target[row + ROW.rest] as number) * scale) /
          known) /
      scale;
    squares += between * between * (known / (known + count)) * count;
  }
  target[row] = known + count;
  target[row + ROW.whole] = (target[row + ROW.whole] as number) + whole;
  target[row + ROW.rest] = (target[row + ROW.rest] as number) + rest;
  target[row + ROW.squares] = squares;
  const least = numbers[start + ROW.least] as number;
  if (known === 0 || least < (target[row + ROW.least] as number)) {
    target[row + ROW.least] = least;
    target[row + ROW.leastAt] = numbers[start + ROW.leastAt] as number;
  }
  const greatest = numbers[start + ROW.greatest] as number;
  if (known === 0 || greatest > (target[row + ROW.greatest] as number)) {
    target[row + ROW.greatest] = greatest;
    target[row + ROW.greatestAt] = numbers[start + ROW.greatestAt] as number;
  }
  for (let place: number = ROW.first; place < width && place < ROW.degrees; place++)
    target[row + place] = (target[row + place] as number) + (numbers[start + place] as number);
  for (let place: number = ROW.degrees; place < width; place++)
    target[row + place] = (target[row + place] as number) | (numbers[start + place] as number);
};

const degreesIn = (row: RowAt): readonly number[] => {
  const degrees: number[] = [];
  for (let index = 0; index < NUMBERS_OF_DEGREES; index++) {
    const bits = numberOf(row, ROW.degrees + index);
    for (let bit = 0; bit < DEGREES_OF_A_NUMBER; bit++)
      if ((bits & (1 << bit)) !== 0) degrees.push(index * DEGREES_OF_A_NUMBER + bit);
  }
  return degrees;
};

export const toSums = (row: RowAt, quantity: QuantityName): Sums => {
  const count = numberOf(row, ROW.count);
  if (count === 0) return emptySums;
  const sums = {
    count,
    mean: meanOf(row, scaleOf(quantity)),
    squares: numberOf(row, ROW.squares),
    minimum: { value: numberOf(row, ROW.least), at: numberOf(row, ROW.leastAt) },
    maximum: { value: numberOf(row, ROW.greatest), at: numberOf(row, ROW.greatestAt) },
  };
  const { averaging } = quantities[quantity];
  switch (averaging) {
    case "energetic":
      return { ...sums, level: 10 * Math.log10(numberOf(row, ROW.first) / count) };
    case "circular":
      return {
        ...sums,
        vector: {
          east: numberOf(row, ROW.first) / count,
          north: numberOf(row, ROW.second) / count,
        },
        degrees: degreesIn(row),
      };
    case "arithmetic":
    case "maximum":
    case "minimum":
      return sums;
    default:
      return averaging satisfies never;
  }
};
