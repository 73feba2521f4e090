import { DAY_MS, dayOf } from "./day-block.ts";

/** Up to the year 2149; what lies outside of it is not summed up. */
export const MOST_DAYS = 65_536;

/** Days of series of which something came, or was decided, since they were summed up. */
export interface ChangedDays {
  add(series: number, day: number): void;
  has(series: number, day: number): boolean;
  days(): readonly number[];
  of(day: number): ReadonlySet<number>;
  /** Of all days together. */
  readonly size: number;
}

export const createChangedDays = (): ChangedDays => {
  const byDay = new Map<number, Set<number>>();
  let size = 0;
  /** A backlog comes day after day. */
  let last: { readonly day: number; readonly series: Set<number> } | undefined;
  return {
    get size() {
      return size;
    },
    add(series, day) {
      if (last?.day !== day) {
        last = { day, series: byDay.get(day) ?? new Set() };
        byDay.set(day, last.series);
      }
      const before = last.series.size;
      last.series.add(series);
      size += last.series.size - before;
    },
    has: (series, day) => byDay.get(day)?.has(series) === true,
    days: () => [...byDay.keys()],
    of: (day) => byDay.get(day) ?? new Set(),
  };
};

/** The days of a range of instants that begin before `end`. */
export function* daysIn(from: number, until: number, end: number): Generator<number> {
  const last = dayOf(Math.min(until, end) - 1);
  for (let day = dayOf(from); day <= last; day++) yield day;
}

/** One number for a day of a series. */
export const dayOfSeries = (series: number, day: number): number => series * MOST_DAYS + day;

export const startOfDay = (at: number): number => dayOf(at) * DAY_MS;
