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

/** The zone whose days are meant at an instant: a counter that is moved has the days of where it was. */
export type ZoneAt = (at: number) => string;

/**
 * The count of each local day: the value of a day's one row, or the mean of several (hours of an automatic
 * counter). Rows without a value make no day.
 */
export const dailyCounts = (values: OrderedValues, zoneAt: ZoneAt): DailyCounts => {
  const sums = new Map<DayNumber, { sum: number; rows: number }>();
  let open: { day: DayNumber; until: number } | undefined;
  values.each((at, value) => {
    if (open === undefined || at >= open.until) {
      const zone = zoneAt(at);
      const date = Temporal.Instant.fromEpochMilliseconds(at)
        .toZonedDateTimeISO(zone)
        .toPlainDate();
      const until = date.add({ days: 1 }).toZonedDateTime({ timeZone: zone }).epochMilliseconds;
      open = { day: dayNumberOf(date), until };
    }
    if (Number.isNaN(value)) return;
    // A counter that went west has the same day twice: its rows are of one day.
    const sum = sums.get(open.day);
    if (sum === undefined) sums.set(open.day, { sum: value, rows: 1 });
    else {
      sum.sum += value;
      sum.rows += 1;
    }
  });
  // A mean of 50 grains is not 49.99999999999999: it decides of a class.
  return new Map(
    [...sums]
      .sort(([one], [other]) => one - other)
      .map(([day, { sum, rows }]) => [day, Number((sum / rows).toFixed(9))] as const),
  );
};
