import type { Series } from "../api/answers.ts";
import { daysOf } from "../charts/week.ts";
import { wholePoints } from "./whole-hours.ts";

export const WEEKS = 5;

export interface CalendarDay {
  /** Its beginning, UTC ms. */
  readonly at: number;
  /** Undefined: not known, which is never good. */
  readonly level: number | undefined;
  /** The day that runs. */
  readonly isToday: boolean;
}

/** An answer of days of particles, of which the mean counts, or of hours of a gas, of which the highest does. */
export interface OfPollutant {
  readonly answer: Pick<Series, "averaging" | "series">;
  /** Upper bounds of all levels but the last; a bound belongs to its level. */
  readonly bounds: readonly number[];
}

/** A gas is judged by its highest hour, once enough of the day's hours are whole. */
const LEAST_HOURS = 18;

const startOfDay = (at: string, zone: string): number =>
  Temporal.Instant.from(at).toZonedDateTimeISO(zone).startOfDay().epochMilliseconds;

/** The Monday on which the first week begins. */
export const firstDay = (now: number, zone: string): number => {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).startOfDay();
  return today.subtract({ days: today.dayOfWeek - 1 + 7 * (WEEKS - 1) }).startOfDay()
    .epochMilliseconds;
};

const levelOf = (value: number, bounds: readonly number[]): number => {
  const index = bounds.findIndex((bound) => value <= bound);
  return (index < 0 ? bounds.length : index) + 1;
};

/** The level of each of the last days, the Monday of the first week first: the worst of what was measured. */
export const calendarOf = (
  pollutants: readonly OfPollutant[],
  { now, zone }: { readonly now: number; readonly zone: string },
): readonly CalendarDay[] => {
  const levels = new Map<number, number>();
  for (const { answer, bounds } of pollutants) {
    const days = Map.groupBy(wholePoints(answer), ({ at }) => startOfDay(at, zone));
    for (const [day, points] of days) {
      const isDays = points.length === 1 && isLong(points[0]);
      if (!isDays && points.length < LEAST_HOURS) continue;
      const value = Math.max(...points.map(({ mean }) => mean ?? 0));
      levels.set(day, Math.max(levels.get(day) ?? 0, levelOf(value, bounds)));
    }
  }
  const starts = daysOf({ from: firstDay(now, zone), until: now }, zone);
  const today = starts.at(-1);
  return starts.map((at) => ({ at, level: levels.get(at), isToday: at === today }));
};

const isLong = (point: { readonly at: string; readonly until: string } | undefined): boolean =>
  point !== undefined && Date.parse(point.until) - Date.parse(point.at) > 3_600_000;
