import type { OrderedValues } from "../value-series.ts";

const DAY_MS = 86_400_000;

/** Days since 1970-01-01, so that neighbours differ by one. */
export type DayNumber = number;

export const dayNumberOf = (date: Temporal.PlainDate): DayNumber =>
  Date.UTC(date.year, date.month - 1, date.day) / DAY_MS;

export const dateOfDay = (day: DayNumber): string =>
  new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Counts by day, in order. A day that is not here has no value: nobody counted, which is not zero. */
export type DailyCounts = ReadonlyMap<DayNumber, number>;

/**
 * The count of each local day: the value of a day's one row, or the mean of several (hours of an automatic
 * counter). Rows without a value make no day.
 */
export const dailyCounts = (values: OrderedValues, zone: string): DailyCounts => {
  const counts = new Map<DayNumber, number>();
  let open: { day: DayNumber; until: number; sum: number; rows: number } | undefined;
  const close = () => {
    // A mean of 50 grains is not 49.99999999999999: it decides of a class.
    if (open !== undefined && open.rows > 0)
      counts.set(open.day, Number((open.sum / open.rows).toFixed(9)));
  };
  values.each((at, value) => {
    if (open === undefined || at >= open.until) {
      close();
      const date = Temporal.Instant.fromEpochMilliseconds(at)
        .toZonedDateTimeISO(zone)
        .toPlainDate();
      const until = date.add({ days: 1 }).toZonedDateTime({ timeZone: zone }).epochMilliseconds;
      open = { day: dayNumberOf(date), until, sum: 0, rows: 0 };
    }
    if (Number.isNaN(value)) return;
    open.sum += value;
    open.rows += 1;
  });
  close();
  return counts;
};
