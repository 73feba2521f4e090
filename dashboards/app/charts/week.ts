import { type Extremes, extremesOf, meanOf } from "@datacityzen/hardware/averaging/summary";
import type { Origin } from "@datacityzen/hardware/flags";
import type { Series } from "../api/answers.ts";
import { sumsOfBucket } from "./bucket-sums.ts";

/** One day of one sensor, from midnight to midnight in the territory's zone. */
export interface LocalDay {
  /** UTC ms. */
  readonly at: number;
  /** 23 or 25 on the day on which clocks change. */
  readonly hours: number;
  readonly partial: boolean;
  readonly count: number;
  readonly expected: number | null;
  /** Readings that enter no mean: no instrument gives their values. */
  readonly leftOut: number;
  /** Undefined for directions that cancel each other, and for a day without a reading. */
  readonly mean: number | undefined;
  /** Undefined for a day without a reading. */
  readonly extremes: Extremes | undefined;
}

/** The days of one sensor, newest first, days without a reading included: they are the news. */
export interface Week {
  readonly sensor: string;
  readonly origin: Origin;
  readonly days: readonly LocalDay[];
}

const DAYS = 7;
const HOUR = 3_600_000;

/** The beginnings of the last days in a zone, oldest first; the last of these days is the one that runs. */
export const lastDays = (now: number, zone: string): readonly number[] => {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).startOfDay();
  return Array.from({ length: DAYS }, (_, index) =>
    // A day may begin at 01:00, where clocks change at midnight.
    today.subtract({ days: DAYS - 1 - index }).startOfDay(),
  ).map(({ epochMilliseconds }) => epochMilliseconds);
};

const endOfDay = (at: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).add({ days: 1 }).startOfDay()
    .epochMilliseconds;

/** The beginnings of the days of a zone that a range touches, oldest first. */
export const daysOf = (
  { from, until }: { readonly from: number; readonly until: number },
  zone: string,
): readonly number[] => {
  const starts: number[] = [];
  let day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).startOfDay();
  while (day.epochMilliseconds < until) {
    starts.push(day.epochMilliseconds);
    day = day.add({ days: 1 }).startOfDay();
  }
  return starts;
};

/** What the API says of the days that begin at `starts`, sensor by sensor. */
export const weeksOf = (
  { averaging, series, zone = "UTC" }: Pick<Series, "averaging" | "series" | "zone">,
  starts: readonly number[],
): readonly Week[] =>
  series.map(({ sensor, origin, points }) => {
    const byStart = new Map(points.map((point) => [Date.parse(point.at), point]));
    const days = starts.map((at): LocalDay => {
      const hours = (endOfDay(at, zone) - at) / HOUR;
      const bucket = byStart.get(at);
      if (bucket === undefined)
        return {
          ...{ at, hours, partial: at === starts.at(-1), count: 0, expected: null, leftOut: 0 },
          ...{ mean: undefined, extremes: undefined },
        };
      const sums = sumsOfBucket(averaging, bucket);
      const { partial, count, expected, left_out: leftOut = 0 } = bucket;
      return {
        ...{ at, hours, partial, count, expected, leftOut },
        mean: meanOf(sums, averaging),
        extremes: extremesOf(sums, averaging),
      };
    });
    return { sensor, origin, days: days.toReversed() };
  });
