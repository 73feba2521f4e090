import type { Language } from "../i18n/language.ts";
import { noBreakSpaces, typeset } from "../i18n/typography.ts";

/** How figures and instants are written for a reader. Instants are UTC milliseconds. */
export interface Formats {
  /** "12,3" */
  readonly figure: (value: number, digits: number) => string;
  /** "12,3 µg/m³"; degrees stand close to their figure: "350°". */
  readonly withUnit: (figure: string, unit: string) => string;
  /** Between a figure and its unit. */
  readonly noBreak: string;
  /** "94 %", rounded down: 99.9 % is not everything. */
  readonly share: (share: number) => string;
  /** "14:35" in the territory's zone; "02:00 UTC+2" in the night when clocks show it twice. */
  readonly clock: (at: number) => string;
  /** "mardi 24 novembre 2026 à 14:35" in the territory's zone. */
  readonly moment: (at: number) => string;
  /** "mardi 24 novembre" in the territory's zone. */
  readonly day: (at: number) => string;
  /** "24 novembre 2026" in the territory's zone. */
  readonly date: (at: number) => string;
  /** "24 nov.": a mark on an axis of weeks. */
  readonly shortDay: (at: number) => string;
  /** "nov. 2026": a mark on an axis of months. */
  readonly month: (at: number) => string;
  /** "mar. 14:35": an instant of the last days. */
  readonly weekdayClock: (at: number) => string;
  /** "il y a 12 s" */
  readonly age: (ms: number) => string;
  /** "3 h", "5 minutes" */
  readonly duration: (ms: number) => string;
}

/** No quantity reaches this; a station that sends more must not stretch everybody's page by 300 digits. */
const NO_MEASUREMENT = 1e9;

const locales = { fr: "fr-FR", en: "en-GB" } as const;

const HOUR = 3_600_000;

const steps = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1_000 },
] as const;

/** The largest unit of which a length has at least one (seconds at least), counted down. */
const inWholeUnits = (ms: number) => {
  const length = Math.max(0, ms);
  const { unit, ms: size } = steps.find((step) => length >= step.ms) ?? steps[3];
  return { unit, count: Math.floor(length / size) };
};

export const formatsFor = (language: Language, zone: string): Formats => {
  const locale = locales[language];
  const noBreak = noBreakSpaces[language];
  const set = (text: string) => typeset(language, text);
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone } as const;
  const clock = new Intl.DateTimeFormat(locale, time);
  const withOffset = new Intl.DateTimeFormat(locale, { ...time, timeZoneName: "shortOffset" });
  const moment = new Intl.DateTimeFormat(locale, {
    dateStyle: "full",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone: zone,
  });
  const weekdayClock = new Intl.DateTimeFormat(locale, { weekday: "short", ...time });
  const day = new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: zone,
  });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: zone });
  const shortDay = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    timeZone: zone,
  });
  const month = new Intl.DateTimeFormat(locale, {
    month: "short",
    year: "numeric",
    timeZone: zone,
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always", style: "short" });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  return {
    figure: (value, digits) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        // A temperature of -0.04 °C reads "0.0", not "-0.0".
        signDisplay: "negative",
        notation: Math.abs(value) < NO_MEASUREMENT ? "standard" : "scientific",
      }).format(value),
    withUnit: (figure, unit) => (unit === "°" ? `${figure}°` : `${figure}${noBreak}${unit}`),
    noBreak,
    share: (share) => set(percent.format(Math.floor(share * 100) / 100)),
    clock: (at) => {
      const text = clock.format(at);
      const isTwice = [-HOUR, HOUR].some((ms) => clock.format(at + ms) === text);
      return isTwice ? withOffset.format(at).replace("GMT", "UTC") : text;
    },
    moment: (at) => moment.format(at),
    day: (at) => day.format(at),
    date: (at) => date.format(at),
    shortDay: (at) => shortDay.format(at),
    month: (at) => month.format(at),
    weekdayClock: (at) => weekdayClock.format(at),
    age: (ms) => {
      const { unit, count } = inWholeUnits(ms);
      return set(relative.format(-count, unit));
    },
    duration: (ms) => {
      const { unit, count } = inWholeUnits(ms);
      const long = { style: "unit", unit, unitDisplay: "long" } as const;
      return set(new Intl.NumberFormat(locale, long).format(count));
    },
  };
};
