import type { QuantityName } from "@datacityzen/hardware/quantities";
import { type BitReader, type BitWriter, bitsOf, signed, unsigned } from "./bits.ts";
import { ROW, SCALE_OF_SUMS, scaleOf } from "./sums-row.ts";

/** Rows of sums, one behind the other. Instants in them are counted from the beginning of their hour. */
export interface ColumnOf {
  readonly rows: Float64Array;
  readonly width: number;
  readonly units: Units;
}

/**
 * How the numbers of a column are written; the place is the code. `previous`: each as its distance from the one before;
 * `mean`: as its distance from the mean of the same hour; `double`: as they are.
 */
const FORMS = ["zero", "equal", "positive", "signed", "previous", "mean", "double"] as const;
type Form = (typeof FORMS)[number];

const FORM_BITS = 3;
const UNIT_BITS = 2;
const WIDTH_BITS = 6;
/** Differences of such numbers, and their signs, are exact as well. */
const MOST = 2 ** 50;

/** A number is `whole * times / per`. */
interface Unit {
  readonly times: number;
  readonly per: number;
}

const one: Unit = { times: 1, per: 1 };
const instants: readonly Unit[] = [{ times: 60_000, per: 1 }, { times: 1000, per: 1 }, one];
const others: readonly Unit[] = [one];

/** By column: the units in which it may be written as whole numbers. */
export type Units = readonly (readonly Unit[] | undefined)[];

const makeUnits = (digits: number): Units => {
  const values = [{ times: 1, per: digits }, one];
  const units: (readonly Unit[])[] = [];
  units[ROW.whole] = [{ times: SCALE_OF_SUMS, per: 1 }, one];
  // Of whole numbers n·Σ(x - mean)² is a whole number.
  units[ROW.squares] = [digits, digits * SCALE_OF_SUMS].map((by) => ({ times: 1, per: by * by }));
  units[ROW.least] = values;
  units[ROW.greatest] = values;
  units[ROW.leastAt] = instants;
  units[ROW.greatestAt] = instants;
  return units;
};

const byDigits = new Map(
  [1, 10, 100, 1000, 10_000].map((digits) => [digits, makeUnits(digits)] as const),
);

export const unitsOf = (quantity: QuantityName): Units =>
  byDigits.get(scaleOf(quantity) / SCALE_OF_SUMS) ?? [];

const unitsAt = ({ units }: ColumnOf, place: number): readonly Unit[] => units[place] ?? others;

/** What rounding has left of squares that are whole: they are read back to a billionth. */
const SQUARES_EXACT_TO = 1e-9;

const countOf = ({ rows, width }: ColumnOf, row: number): number => rows[row * width] as number;

const perOf = (column: ColumnOf, place: number, row: number, { per }: Unit): number =>
  place === ROW.squares ? per * countOf(column, row) : per;

const numberOf = (whole: number, times: number, per: number): number =>
  whole === 0 ? 0 : (whole * times) / per;

const toWhole = (column: ColumnOf, place: number, unit: Unit): readonly number[] | undefined => {
  const { rows, width } = column;
  const whole: number[] = [];
  for (let start = 0, row = 0; start < rows.length; start += width, row += 1) {
    const number = rows[start + place] as number;
    const per = perOf(column, place, row, unit);
    const one = Math.round((number * per) / unit.times) + 0;
    const lost = place === ROW.squares ? SQUARES_EXACT_TO * number : 0;
    // No number, as squares without a count, is not near either.
    const isNear = Math.abs(numberOf(one, unit.times, per) - number) <= lost;
    if (!isNear) return undefined;
    if (Math.abs(one) > MOST) return undefined;
    whole.push(one);
  }
  return whole;
};

/** From which least and greatest values are counted, in the digits that the quantity declares. */
const meanOf = (column: ColumnOf, row: number): number => {
  const whole = column.rows[row * column.width + ROW.whole] as number;
  return Math.floor(whole / SCALE_OF_SUMS / countOf(column, row));
};

/** The distances from the mean; undefined where one lies on the wrong side of it. */
const fromMean = (
  column: ColumnOf,
  place: number,
  whole: readonly number[],
): readonly number[] | undefined => {
  if (place !== ROW.least && place !== ROW.greatest) return undefined;
  const distances = whole.map((one, row) =>
    place === ROW.least ? meanOf(column, row) - one : one - meanOf(column, row),
  );
  return distances.every((one) => one >= 0 && one <= MOST) ? distances : undefined;
};

const widest = (numbers: readonly number[]): number => bitsOf(Math.max(...numbers));

/** The forms in which whole numbers that are not all the same can be written. */
const formsOf = (
  column: ColumnOf,
  place: number,
  unit: number,
  whole: readonly number[],
): readonly { readonly form: Form; readonly numbers: readonly number[] }[] => {
  const mean = unit === 0 ? fromMean(column, place, whole) : undefined;
  return [
    ...(mean === undefined ? [] : [{ form: "mean" as const, numbers: mean }]),
    whole.every((one) => one >= 0)
      ? { form: "positive", numbers: whole }
      : { form: "signed", numbers: whole.map(unsigned) },
    {
      form: "previous",
      numbers: whole.slice(1).map((one, before) => unsigned(one - (whole[before] as number))),
    },
  ];
};

const writeOne = (writer: BitWriter, number: number): void => {
  const bits = bitsOf(unsigned(number));
  writer.write(bits, WIDTH_BITS);
  writer.write(unsigned(number), bits);
};

const readOne = (reader: BitReader): number => signed(reader.read(reader.read(WIDTH_BITS)));

const double = new DataView(new ArrayBuffer(8));

/** The upper halves of numbers of the same size have their first bits in common. */
const writeDoubles = (writer: BitWriter, { rows, width }: ColumnOf, place: number): void => {
  const uppers: number[] = [];
  const lowers: number[] = [];
  for (let start = place; start < rows.length; start += width) {
    double.setFloat64(0, rows[start] as number);
    uppers.push(double.getUint32(0));
    lowers.push(double.getUint32(4));
  }
  const least = Math.min(...uppers);
  const bits = bitsOf(Math.max(...uppers) - least);
  writer.write(least, 32);
  writer.write(bits, WIDTH_BITS);
  for (const [row, upper] of uppers.entries()) {
    writer.write(upper - least, bits);
    writer.write(lowers[row] as number, 32);
  }
};

const readDoubles = (reader: BitReader, { rows, width }: ColumnOf, place: number): void => {
  const least = reader.read(32);
  const bits = reader.read(WIDTH_BITS);
  for (let start = place; start < rows.length; start += width) {
    double.setUint32(0, least + reader.read(bits));
    double.setUint32(4, reader.read(32));
    rows[start] = double.getFloat64(0);
  }
};

const writeForm = (writer: BitWriter, form: Form): void =>
  writer.write(FORMS.indexOf(form), FORM_BITS);

/**
 * Writes a column of sums behind those before it. What is read back is what was written, but for squares of whole
 * numbers: these lose what rounding had left of them.
 */
export const writeColumn = (writer: BitWriter, column: ColumnOf, place: number): void => {
  for (const [unit, scale] of unitsAt(column, place).entries()) {
    const whole = toWhole(column, place, scale);
    if (whole === undefined) continue;
    const [first = 0] = whole;
    if (whole.every((one) => one === first)) {
      writeForm(writer, first === 0 ? "zero" : "equal");
      if (first === 0) return;
      writer.write(unit, UNIT_BITS);
      writeOne(writer, first);
      return;
    }
    const [best] = formsOf(column, place, unit, whole).toSorted(
      (one, other) => widest(one.numbers) - widest(other.numbers),
    );
    if (best === undefined) return;
    writeForm(writer, best.form);
    writer.write(unit, UNIT_BITS);
    if (best.form === "previous") writeOne(writer, first);
    const bits = widest(best.numbers);
    writer.write(bits, WIDTH_BITS);
    for (const number of best.numbers) writer.write(number, bits);
    return;
  }
  writeForm(writer, "double");
  writeDoubles(writer, column, place);
};

/** Whole numbers, as they are written, in the places of what they stand for. */
const readWhole = (
  reader: BitReader,
  column: ColumnOf,
  { form, place }: { readonly form: Exclude<Form, "zero" | "double">; readonly place: number },
): void => {
  const { rows, width } = column;
  const { length } = rows;
  if (form === "equal") {
    const number = readOne(reader);
    for (let at = place; at < length; at += width) rows[at] = number;
    return;
  }
  let last = form === "previous" ? readOne(reader) : 0;
  const bits = reader.read(WIDTH_BITS);
  switch (form) {
    case "positive":
      for (let at = place; at < length; at += width) rows[at] = reader.read(bits);
      return;
    case "signed":
      for (let at = place; at < length; at += width) rows[at] = signed(reader.read(bits));
      return;
    case "previous":
      rows[place] = last;
      for (let at = place + width; at < length; at += width) {
        last += signed(reader.read(bits));
        rows[at] = last;
      }
      return;
    case "mean": {
      const sign = place === ROW.least ? -1 : 1;
      for (let at = place, row = 0; at < length; at += width, row += 1)
        rows[at] = meanOf(column, row) + sign * reader.read(bits);
      return;
    }
    default:
      form satisfies never;
  }
};

/** Reads a column into its rows, whose columns before it were read. */
export const readColumn = (reader: BitReader, column: ColumnOf, place: number): void => {
  const form = FORMS[reader.read(FORM_BITS)] as Form;
  if (form === "zero") return;
  if (form === "double") {
    readDoubles(reader, column, place);
    return;
  }
  const unit = unitsAt(column, place)[reader.read(UNIT_BITS)] as Unit;
  readWhole(reader, column, { form, place });
  const { times, per } = unit;
  const { rows, width } = column;
  if (place === ROW.squares) {
    for (let at = place, row = 0; at < rows.length; at += width, row += 1)
      rows[at] = numberOf(rows[at] as number, times, perOf(column, place, row, unit));
    return;
  }
  if (times === per) return;
  for (let at = place; at < rows.length; at += width)
    rows[at] = ((rows[at] as number) * times) / per;
};
