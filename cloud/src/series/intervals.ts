import { fixedDurationMs } from "@datacityzen/hardware/duration";
import { GRID_ORIGIN, gridStart, type Range } from "./store.ts";

/** One interval of an answer. It never begins before the range, and says when it is cut by it. */
export interface Interval extends Range {
  readonly partial: boolean;
}

/** Weeks begin on Mondays, and groups of days or weeks are counted from this one. */
const FIRST_MONDAY = "2000-01-03";

const DATE_UNITS = /^P(\d+)([DWMY])$/;

/** A length in days, weeks, months or years of a calendar: "P1D", "P1M". */
export interface CalendarLength {
  readonly count: number;
  readonly unit: "days" | "months";
}

export const calendarLength = (text: string): CalendarLength | undefined => {
  const [, digits, unit] = DATE_UNITS.exec(text) ?? [];
  const count = Number(digits);
  if (!(count >= 1)) return undefined;
  switch (unit) {
    case "D":
      return { count, unit: "days" };
    case "W":
      return { count: 7 * count, unit: "days" };
    case "M":
      return { count, unit: "months" };
    default:
      return { count: 12 * count, unit: "months" };
  }
};

/** The first day of the calendar's interval that holds `day`. */
const firstDay = (day: Temporal.PlainDate, { count, unit }: CalendarLength): Temporal.PlainDate => {
  if (unit === "days") {
    const { days } = day.since(FIRST_MONDAY, { largestUnit: "days" });
    return day.subtract({ days: ((days % count) + count) % count });
  }
  const months = day.year * 12 + day.month - 1;
  const first = Math.floor(months / count) * count;
  return Temporal.PlainDate.from({
    year: Math.floor(first / 12),
    month: (first % 12) + 1,
    day: 1,
  });
};

/** The calendar's intervals in a zone that a range touches, cut to the range; at most `most` and one. */
export const calendarIntervals = (
  { from, until }: Range,
  length: CalendarLength,
  zone: string,
  most: number,
): Interval[] => {
  const startOf = (day: Temporal.PlainDate): number =>
    day.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
  let day = firstDay(
    Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).toPlainDate(),
    length,
  );
  const intervals: Interval[] = [];
  while (startOf(day) < until && intervals.length <= most) {
    const next = day.add({ [length.unit]: length.count });
    const [start, end] = [startOf(day), startOf(next)];
    const cut = { from: Math.max(start, from), until: Math.min(end, until) };
    // A day that a zone left out, as Samoa did when it crossed the date line, has no time.
    if (cut.from < cut.until)
      intervals.push({ ...cut, partial: cut.from > start || cut.until < end });
    day = next;
  }
  return intervals;
};

/** The interval of `every` ms that begins at `start` on the grid, cut to the range. */
export const cutInterval = (start: number, every: number, { from, until }: Range): Interval => {
  const cut = { from: Math.max(start, from), until: Math.min(start + every, until) };
  return { ...cut, partial: cut.from > start || cut.until < start + every };
};

/** How many intervals of `every` ms on the grid a range touches. */
export const gridIntervals = ({ from, until }: Range, every: number): number =>
  Math.ceil((until - GRID_ORIGIN) / every) - (gridStart(from, every) - GRID_ORIGIN) / every;

/** The range in pieces of `most` intervals of `every` ms on the grid each. */
export const gridWindows = ({ from, until }: Range, every: number, most: number): Range[] => {
  const windows: Range[] = [];
  for (let start = from; start < until; ) {
    const end = Math.min(until, gridStart(start, every) + most * every);
    windows.push({ from: start, until: end });
    start = end;
  }
  return windows;
};

/** Milliseconds of a length that is the same everywhere and always. */
export const fixedLength = (text: string): number | undefined => fixedDurationMs(text);
