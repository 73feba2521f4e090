import { earliestInstant, latestInstant } from "@datacityzen/hardware/wire/batch";

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const COLON = 58;
const T = 84;
const Z = 90;
/** So many digits, and a power of ten, are exact in a double: their quotient is the nearest one. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

export const textOf = (bytes: Uint8Array, from: number, until: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, until - from).toString("utf8");

/** A number as it is written everywhere; NaN when it is none, or not finite. */
export const numberIn = (bytes: Uint8Array, from: number, until: number): number => {
  let at = from;
  const isNegative = bytes[at] === MINUS;
  if (isNegative) at += 1;
  const digitsFrom = at;
  let whole = 0;
  let point = -1;
  for (; at < until; at++) {
    const byte = bytes[at] as number;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) whole = 10 * whole + digit;
    else if (byte === POINT && point === -1) point = at;
    else break;
  }
  const digits = at - digitsFrom - (point === -1 ? 0 : 1);
  if (at === until && digits > 0 && digits <= EXACT_DIGITS) {
    const value = point === -1 ? whole : whole / (POWERS[until - point - 1] as number);
    return isNegative ? -value : value;
  }
  const text = textOf(bytes, from, until);
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
};

const twoDigits = (bytes: Uint8Array, at: number): number => {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN;
};

/** NaN in place of what the wire does not take either. */
const kept = (instant: number): number =>
  Number.isInteger(instant) && instant >= earliestInstant && instant <= latestInstant
    ? instant
    : Number.NaN;

/** The start of a day that there is; NaN for any other text. JavaScript takes 30 February for a day of March. */
const startOf = (day: string): number => {
  const start = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(start) || new Date(start).getUTCDate() !== Number(day.slice(8))
    ? Number.NaN
    : start;
};

/** As `InstantIn`, of a text. */
export const instantOf = (text: string): number => {
  if (/^\d{10,14}$/.test(text)) return kept(Number(text));
  if (!INSTANT.test(text) || Number.isNaN(startOf(text.slice(0, 10)))) return Number.NaN;
  return kept(Date.parse(text.replace(" ", "T")));
};

/** Whole milliseconds since 1970, or a time with its offset; NaN when it is neither, or one that nothing measured. */
export type InstantIn = (bytes: Uint8Array, from: number, until: number) => number;

export const createInstantReader = (): InstantIn => {
  // Neighbours are mostly of one day.
  let dayMs = Number.NaN;
  const dayBytes = new Uint8Array(10);
  const dayOf = (bytes: Uint8Array, from: number): number => {
    let same = 0;
    while (same < 10 && bytes[from + same] === dayBytes[same]) same += 1;
    if (same === 10) return dayMs;
    dayBytes.set(bytes.subarray(from, from + 10));
    dayMs = startOf(textOf(bytes, from, from + 10));
    return dayMs;
  };
  return (bytes, from, until) => {
    const length = until - from;
    let instant = Number.NaN;
    if (
      (length === 20 || (length === 24 && bytes[from + 19] === POINT)) &&
      bytes[until - 1] === Z &&
      bytes[from + 10] === T &&
      bytes[from + 13] === COLON &&
      bytes[from + 16] === COLON
    ) {
      const hour = twoDigits(bytes, from + 11);
      const minute = twoDigits(bytes, from + 14);
      const second = twoDigits(bytes, from + 17);
      if (hour < 24 && minute < 60 && second < 60) {
        const ms = length === 20 ? 0 : numberIn(bytes, from + 20, from + 23);
        instant = dayOf(bytes, from) + 1000 * (60 * (60 * hour + minute) + second) + ms;
      }
    } else return instantOf(textOf(bytes, from, until));
    return kept(instant);
  };
};
