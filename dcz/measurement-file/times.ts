/** A time as a cell tells it. `local`: milliseconds of the clock as if it were UTC; `offset`: what it says itself. */
export interface WrittenTime {
  readonly local: number;
  readonly offset: number | undefined;
  readonly isDate: boolean;
  /** 03/04/2026 could be meant either way. */
  readonly isAmbiguous: boolean;
}

export type DateOrder = "day first" | "month first";

const clock =
  "(?:[T ,]+(\\d{1,2})(?:[:hH.](\\d{2}))?(?::?(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*(?:([AaPp])\\.?[Mm]\\.?)?)?";
const offset = "\\s*(Z|z|UTC|GMT|(?:UTC|GMT)?[+\u2212-]\\d{1,2}(?::?\\d{2})?)?";
const yearFirst = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${clock}${offset}$`);
const yearLast = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${clock}${offset}$`);
const digits = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})?(\d{2})?)?(Z)?$/;
const epoch = /^\d{9,10}(?:\.\d+)?$|^\d{12,13}(?:\.\d+)?$/;

const offsetMs = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const [, sign, hours, minutes] = /([+\u2212-])(\d{1,2}):?(\d{2})?$/.exec(text) ?? [];
  if (sign === undefined) return 0;
  const ms = (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === "+" ? ms : -ms;
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
    fraction === undefined ? 0 : Math.trunc(Number(`0.${fraction}`) * 1000),
  ]);
  if (local === undefined) return undefined;
  return { local, offset: offsetMs(zone), isDate: hour === undefined, isAmbiguous };
};

/** Seconds have 9 or 10 digits, milliseconds 12 or 13: from 1973 on, and in no century of ours the other way. */
const sinceEpoch = (text: string): WrittenTime => {
  const value = Number(text);
  const ms = Math.round(value < 1e11 ? value * 1000 : value);
  return { local: ms, offset: 0, isDate: false, isAmbiguous: false };
};

/**
 * ISO 8601 with or without offset, `2026/11/27`, `27/11/2026 08:00`, `27.11.2026`, `20261127`, `2026112708` and
 * seconds or milliseconds since 1970. Of numbers with slashes or dots the day comes first, as in France.
 */
export const readTime = (cell: string, order: DateOrder = "day first"): WrittenTime | undefined => {
  const text = cell.trim();
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
