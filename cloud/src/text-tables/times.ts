import { monthOf, weekday } from "./months.ts";

/** A time as a cell tells it. `local`: milliseconds of the clock as if it were UTC; `offset`: what it says itself. */
export interface WrittenTime {
  readonly local: number;
  readonly offset: number | undefined;
  /** The offset as ISO 8601 writes it: "Z", "+01:00". */
  readonly suffix: string | undefined;
  readonly isDate: boolean;
  /** 03/04/2026 could be meant either way. */
  readonly isAmbiguous: boolean;
}

export type DateOrder = "day first" | "month first";

/** Hours ahead of UTC, by the names that European clocks go by. */
const namedOffsets: { readonly [name: string]: number } = {
  WET: 0,
  ...{ CET: 1, MEZ: 1, WEST: 1 },
  ...{ CEST: 2, MESZ: 2, EET: 2 },
  EEST: 3,
};

const clock =
  "(?:[Tt ,_]+(?:(?:\u00e0|at|um) )?(\\d{1,2})(?:[:hH.](\\d{2})|h)?(?::?(\\d{2})(?:[.,:](\\d{1,9}))?)?\\s*(?:([AaPp])\\.?[Mm]\\.?)?)?";
// RFC 9557 adds a zone in brackets to an offset, JavaScript its name; the offset alone says the instant.
const offset = `\\s*(?:(Z|z|UTC|GMT|${Object.keys(namedOffsets).join("|")}|(?:UTC|GMT)?[+\u2212-]\\d{1,2}(?::?\\d{2})?)(?:\\[[^\\]]*\\])*(?: \\([^()]*\\))?)?`;
const yearFirst = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${clock}${offset}$`);
const yearLast = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${clock}${offset}$`);
/** "1 janv. 2026", "01-Jan-26", "Thu, 01 Jan 2026 08:00:00 GMT". */
const dayAndMonth = new RegExp(
  `^(?:${weekday},? )?(\\d{1,2})(?:er|\\.)?[ -]([\\p{L}]{3,9})\\.?[ ,-]+(\\d{4}|\\d{2})${clock}${offset}$`,
  "iu",
);
/** "Jan 1, 2026 8:00 AM", "Thu Jan 01 2026 08:00:00 GMT+0100 (CET)". */
const monthAndDay = new RegExp(
  `^(?:${weekday},? )?([\\p{L}]{3,9})\\.? (\\d{1,2}),? (\\d{4})${clock}${offset}$`,
  "iu",
);
const digits = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})?(\d{2})?)?(Z)?$/;
const epoch = /^(?:\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(?:\.\d+)?$/;

const readOffset = (text: string | undefined): Pick<WrittenTime, "offset" | "suffix"> => {
  if (text === undefined) return { offset: undefined, suffix: undefined };
  const named = namedOffsets[text.toUpperCase()];
  if (named !== undefined)
    return { offset: named * 3_600_000, suffix: `+${String(named).padStart(2, "0")}:00` };
  const [, sign, hours = "", minutes = "00"] = /([+\u2212-])(\d{1,2}):?(\d{2})?$/.exec(text) ?? [];
  if (sign === undefined) return { offset: 0, suffix: "Z" };
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const isEast = sign === "+";
  return {
    offset: isEast ? ms : -ms,
    suffix: `${isEast ? "+" : "-"}${hours.padStart(2, "0")}:${minutes}`,
  };
};

const hourOf = (text: string, half: string | undefined): number => {
  const hour = Number(text);
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
};

/** Undefined for a date or a time that no calendar and no clock has. 24:00 is the end of the day. */
const localOf = (
  [year, month, day]: readonly [number, number, number],
  [hour, minute, second, ms]: readonly [number, number, number, number],
): number | undefined => {
  // 60: a leap second.
  if (!(hour <= 24 && minute < 60 && second <= 60)) return undefined;
  if (hour === 24 && (minute > 0 || second > 0 || ms > 0)) return undefined;
  // `Date.UTC` takes the years before 100 for others; no air was measured then, and 0001-01-01 means "never".
  if (year < 100) return undefined;
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return midnight + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
};

const written = (
  date: readonly [number, number, number],
  [hour, minute, second, fraction, half, zone]: readonly (string | undefined)[],
  isAmbiguous: boolean,
): WrittenTime | undefined => {
  const local = localOf(date, [
    hour === undefined ? 0 : hourOf(hour, half),
    Number(minute ?? 0),
    Number(second ?? 0),
    fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0")),
  ]);
  if (local === undefined) return undefined;
  return { local, ...readOffset(zone), isDate: hour === undefined, isAmbiguous };
};

/**
 * Seconds have 9 or 10 digits, milliseconds 12 or 13, microseconds 15 or 16, nanoseconds (InfluxDB) 18 or 19: from
 * 1973 on, and in no century of ours the other way.
 */
const sinceEpoch = (text: string): WrittenTime => {
  const value = Number(text);
  const perMs = value < 1e11 ? 1e-3 : value < 1e14 ? 1 : value < 1e17 ? 1e3 : 1e6;
  const ms = Math.round(value / perMs);
  return { local: ms, offset: 0, suffix: "Z", isDate: false, isAmbiguous: false };
};

/** "2026-11-27T08:00:00.123456789+01:00[America/Argentina/ComodRivadavia]" has 70; of pages the search takes minutes. */
const LONGEST_TIME = 100;

/** Two digits are a year of this century up to 69, as POSIX has it. */
const yearOf = (text: string): number => {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
};

const withNamedMonth = (text: string): WrittenTime | undefined => {
  const first = dayAndMonth.exec(text);
  const [day, name, year, ...rest] =
    first === null
      ? (([, month, date, ...others]) => [date, month, ...others])(monthAndDay.exec(text) ?? [])
      : first.slice(1);
  const month = monthOf(name ?? "");
  if (month === undefined || year === undefined) return undefined;
  return written([yearOf(year), month, Number(day)], rest, false);
};

/**
 * ISO 8601 with or without offset, `2026/11/27`, `27/11/2026 08:00`, `27.11.26`, `20261127`, `2026112708`, "27 Nov
 * 2026", "27 nov. 2026" and seconds or parts of them since 1970. Of numbers with slashes or dots the day comes first,
 * as in France, unless `order` says otherwise or the clock has AM and PM behind slashes, as in the United States.
 */
export const readTime = (cell: string, order: DateOrder = "day first"): WrittenTime | undefined => {
  const text = cell.trim();
  if (text.length > LONGEST_TIME) return undefined;
  const first = yearFirst.exec(text);
  if (first !== null) {
    const [, year, , month, day, ...rest] = first;
    return written([Number(year), Number(month), Number(day)], rest, false);
  }
  const compact = digits.exec(text);
  if (compact !== null) {
    const [, year, month, day, hour, minute, second, zone] = compact;
    const time = written(
      [Number(year), Number(month), Number(day)],
      [hour, minute, second, undefined, undefined, zone],
      false,
    );
    if (time !== undefined && Number(year) >= 1800 && Number(year) < 2200) return time;
  }
  if (epoch.test(text)) return sinceEpoch(text);
  const last = yearLast.exec(text);
  if (last === null) return withNamedMonth(text);
  const [, one, mark, two, year = "", ...rest] = last;
  // Nobody says whether 26-01-02 begins with its year.
  if (mark === "-" && year.length === 2) return undefined;
  const [a, b] = [Number(one), Number(two)];
  const isAmerican = order === "month first" || saysHalf(mark, rest);
  const [day, month] = isAmerican ? [b, a] : [a, b];
  const isAmbiguous = mark !== "." && a <= 12 && b <= 12 && a !== b && !isAmerican;
  return written([yearOf(year), month, day], rest, isAmbiguous || year.length === 2);
};

const saysHalf = (mark: string | undefined, rest: readonly (string | undefined)[]): boolean =>
  mark === "/" && rest[4] !== undefined;

/**
 * Whether a file's dates have the month first: some date of its first rows has no other meaning, and none has the
 * day first. Undefined where nothing tells.
 */
export const dateOrderOf = (cells: Iterable<string>): DateOrder | undefined => {
  let order: DateOrder | undefined;
  for (const cell of cells) {
    const text = cell.trim();
    const last = text.length > LONGEST_TIME ? null : yearLast.exec(text);
    if (last === null) continue;
    const [, one, mark, two] = last;
    if (mark === "." || Number(one) > 12) return "day first";
    if (Number(two) > 12) order = "month first";
  }
  return order;
};
