/** Numbers, durations and sizes as people write them in a language. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A duration in its largest useful unit, rounded down: "1 minute", "26 heures", "3 days". */
export const writeDuration = (locale: string, ms: number): string => {
  const [unit, unitMs] =
    ms < minuteMs
      ? (["second", 1000] as const)
      : ms < hourMs
        ? (["minute", minuteMs] as const)
        : ms < 2 * dayMs
          ? (["hour", hourMs] as const)
          : (["day", dayMs] as const);
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(
    Math.floor(Math.max(0, ms) / unitMs),
  );
};

export const writeCount = (locale: string, count: number): string =>
  new Intl.NumberFormat(locale).format(count);

/** No quantity reaches this: a device that sends more must not stretch the page by 300 digits. */
const noMeasurement = 1e9;

/** Always with its decimals, so that a column lines up. */
export const writeValue = (locale: string, value: number, digits: number): string =>
  new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    notation: Math.abs(value) < noMeasurement ? "standard" : "scientific",
  }).format(value);

/** Bytes in mega- or gigabytes. */
export const writeSize = (locale: string, bytes: number): string => {
  const [unit, size] = bytes < 1e9 ? (["megabyte", 1e6] as const) : (["gigabyte", 1e9] as const);
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    maximumFractionDigits: bytes < 10e9 ? 1 : 0,
  }).format(bytes / size);
};
