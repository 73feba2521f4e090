import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { DAY_MS, type DayBlock, HOURS_OF_DAY } from "./day-block.ts";
import { ROW, widthOf } from "./sums-row.ts";

/**
 * The sums of a day's hours of several series of one quantity, each column in an array of its own: what is kept of hour h
 * of the series at slot s stands at 24·s + h. So a day of a thousand series is added up without an object for each hour.
 */
export interface HourColumns {
  /** A bit for each hour of a slot that has points. */
  readonly hours: Uint32Array;
  readonly count: Uint32Array;
  readonly whole: Float64Array;
  readonly squares: Float64Array;
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  /** Milliseconds since the day's beginning. */
  readonly leastAt: Uint32Array;
  readonly greatestAt: Uint32Array;
  /** Nearly always 0: undefined until one is not. */
  readonly leftOut: Float64Array | undefined;
  readonly flags: Float64Array | undefined;
  readonly rest: Float64Array | undefined;
  /** The columns behind those that all quantities have. */
  readonly more: readonly Float64Array[];
}

/** Hour columns that grow: of series that come one after the other. */
export interface DayColumns {
  readonly columns: HourColumns;
  readonly day: number;
  /** Where a series stands; undefined when nothing is known of it. */
  slotOf(series: number): number | undefined;
  /** Puts the hours of a block beside those that the series has. */
  put(series: number, block: DayBlock): void;
  /** Puts the hours of a block in place of those that the series has. */
  replace(series: number, block: DayBlock): void;
  blockOf(series: number): DayBlock | undefined;
  series(): Iterable<number>;
  /** About how much memory they take. */
  bytes(): number;
}

type Mutable<T> = { -readonly [name in keyof T]: T[name] };

const grown = <T extends Float64Array | Uint32Array>(array: T, length: number): T => {
  const longer = new (array.constructor as new (length: number) => T)(length);
  longer.set(array);
  return longer;
};

const LEAST_SLOTS = 8;

export const createDayColumns = (
  quantity: QuantityName,
  day: number,
  slots = LEAST_SLOTS,
): DayColumns => {
  const width = widthOf(quantities[quantity].averaging);
  const start = day * DAY_MS;
  let room = Math.max(1, slots);
  const doubles = () => new Float64Array(room * HOURS_OF_DAY);
  const integers = () => new Uint32Array(room * HOURS_OF_DAY);
  const columns: Mutable<HourColumns> = {
    hours: new Uint32Array(room),
    count: integers(),
    whole: doubles(),
    squares: doubles(),
    least: doubles(),
    greatest: doubles(),
    leastAt: integers(),
    greatestAt: integers(),
    leftOut: undefined,
    flags: undefined,
    rest: undefined,
    more: Array.from({ length: width - ROW.first }, doubles),
  };
  const bySeries = new Map<number, number>();

  const grow = (): void => {
    room *= 2;
    columns.hours = grown(columns.hours, room);
    for (const name of ["count", "leastAt", "greatestAt"] as const)
      columns[name] = grown(columns[name], room * HOURS_OF_DAY);
    for (const name of ["whole", "squares", "least", "greatest"] as const)
      columns[name] = grown(columns[name], room * HOURS_OF_DAY);
    for (const name of ["leftOut", "flags", "rest"] as const)
      columns[name] = columns[name] && grown(columns[name], room * HOURS_OF_DAY);
    columns.more = columns.more.map((one) => grown(one, room * HOURS_OF_DAY));
  };

  const slotFor = (series: number): number => {
    const known = bySeries.get(series);
    if (known !== undefined) return known;
    const slot = bySeries.size;
    if (slot === room) grow();
    bySeries.set(series, slot);
    return slot;
  };

  const putRare = (name: "leftOut" | "flags" | "rest", at: number, number: number): void => {
    if (number === 0 && columns[name] === undefined) return;
    columns[name] ??= doubles();
    columns[name][at] = number;
  };

  const putRow = (at: number, rows: Float64Array, row: number): void => {
    const count = rows[row] as number;
    columns.count[at] = count;
    putRare("leftOut", at, rows[row + ROW.leftOut] as number);
    putRare("flags", at, rows[row + ROW.flags] as number);
    columns.whole[at] = rows[row + ROW.whole] as number;
    putRare("rest", at, rows[row + ROW.rest] as number);
    columns.squares[at] = rows[row + ROW.squares] as number;
    columns.least[at] = rows[row + ROW.least] as number;
    columns.greatest[at] = rows[row + ROW.greatest] as number;
    columns.leastAt[at] = count === 0 ? 0 : (rows[row + ROW.leastAt] as number) - start;
    columns.greatestAt[at] = count === 0 ? 0 : (rows[row + ROW.greatestAt] as number) - start;
    for (let place = 0; place < columns.more.length; place++)
      (columns.more[place] as Float64Array)[at] = rows[row + ROW.first + place] as number;
  };

  const put = (series: number, { hours, rows }: DayBlock): void => {
    const slot = slotFor(series);
    let row = 0;
    for (let hour = 0; hour < HOURS_OF_DAY; hour++) {
      if ((hours & (1 << hour)) === 0) continue;
      putRow(slot * HOURS_OF_DAY + hour, rows, row);
      row += width;
    }
    columns.hours[slot] = (columns.hours[slot] as number) | hours;
  };

  const takeRow = (at: number, rows: Float64Array, row: number): void => {
    const count = columns.count[at] as number;
    rows[row] = count;
    rows[row + ROW.leftOut] = columns.leftOut?.[at] ?? 0;
    rows[row + ROW.flags] = columns.flags?.[at] ?? 0;
    rows[row + ROW.whole] = columns.whole[at] as number;
    rows[row + ROW.rest] = columns.rest?.[at] ?? 0;
    rows[row + ROW.squares] = columns.squares[at] as number;
    rows[row + ROW.least] = columns.least[at] as number;
    rows[row + ROW.greatest] = columns.greatest[at] as number;
    rows[row + ROW.leastAt] = count === 0 ? 0 : start + (columns.leastAt[at] as number);
    rows[row + ROW.greatestAt] = count === 0 ? 0 : start + (columns.greatestAt[at] as number);
    for (const [place, column] of columns.more.entries())
      rows[row + ROW.first + place] = column[at] as number;
  };

  return {
    columns,
    day,
    slotOf: (series) => bySeries.get(series),
    put,
    replace(series, block) {
      columns.hours[slotFor(series)] = 0;
      put(series, block);
    },
    blockOf(series) {
      const slot = bySeries.get(series);
      if (slot === undefined) return undefined;
      const hours = columns.hours[slot] as number;
      const found: number[] = [];
      for (let hour = 0; hour < HOURS_OF_DAY; hour++)
        if ((hours & (1 << hour)) !== 0) found.push(slot * HOURS_OF_DAY + hour);
      const rows = new Float64Array(found.length * width);
      for (const [row, at] of found.entries()) takeRow(at, rows, row * width);
      return { hours, rows };
    },
    series: () => bySeries.keys(),
    bytes() {
      const rare = [columns.leftOut, columns.flags, columns.rest].filter(
        (one) => one !== undefined,
      );
      return room * HOURS_OF_DAY * (12 + 8 * (4 + rare.length + columns.more.length));
    },
  };
};
