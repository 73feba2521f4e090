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

const clock =
  "(?:[Tt ,]+(\\d{1,2})(?:[:hH.](\\d{2})|h)?(?::?(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*(?:([AaPp])\\.?[Mm]\\.?)?)?";
// RFC 9557 adds a zone in brackets to an offset; the offset alone says the instant.
const offset =
  "\\s*(?:(Z|z|UTC|GMT|(?:UTC|GMT)?[+\u2212-]\\d{1,2}(?::?\\d{2})?)(?:\\[[^\\]]*\\])*)?";
const yearFirst = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${clock}${offset}$`);
const yearLast = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${clock}${offset}$`);
const digits = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})?(\d{2})?)?(Z)?$/;
const epoch = /^(?:\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(?:\.\d+)?$/;

const readOffset = (text: string | undefined): Pick<WrittenTime, "offset" | "suffix"> => {
  if (text === undefined) return { offset: undefined, suffix: undefined };
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

/**
 * ISO 8601 with or without offset, `2026/11/27`, `27/11/2026 08:00`, `27.11.2026`, `20261127`, `2026112708` and
 * seconds or parts of them since 1970. Of numbers with slashes or dots the day comes first, as in France.
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
  if (last === null) return undefined;
  const [, one, mark, two, year, ...rest] = last;
  const [a, b] = [Number(one), Number(two)];
  const [day, month] = order === "day first" ? [a, b] : [b, a];
  return written([Number(year), month, day], rest, mark !== "." && a <= 12 && b <= 12 && a !== b);
};
