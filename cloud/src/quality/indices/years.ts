import { highestEightHoursOf, hoursOfDay } from "./average.ts";
import { type Averaged, averageOf, type Hours, highestOf } from "./hours.ts";
import type { Pollutant } from "./table.ts";

/** Months whose highest mean the peak season is. */
const SEASON_MONTHS = 6;

/** The hours of a local day by their numbers. */
export type HoursOfDay = (date: Temporal.PlainDate) => readonly number[];

export const hoursOfDayIn =
  (zone: string, phaseMs: number): HoursOfDay =>
  (date) => {
    const startOf = (day: Temporal.PlainDate): number =>
      day.toZonedDateTime(zone).epochMilliseconds;
    return hoursOfDay(startOf(date), startOf(date.add({ days: 1 })), phaseMs);
  };

const daysFrom = (first: Temporal.PlainDate, end: Temporal.PlainDate): Temporal.PlainDate[] =>
  Array.from({ length: first.until(end, { largestUnit: "day" }).days }, (_, at) =>
    first.add({ days: at }),
  );

/** The mean of the days from `first` on, where three quarters of them have one. */
const meanOfDays = (
  values: ReadonlyMap<string, number | undefined>,
  first: Temporal.PlainDate,
  end: Temporal.PlainDate,
): Averaged => averageOf(daysFrom(first, end).map((day) => values.get(day.toString())));

/**
 * Ozone's peak season (WHO 2021, table 0.1, note b): the mean of the days' highest means of 8 hours, over the six months in a
 * row of which it is highest. Seasons that end in the year count, so that a southern summer is one. Of a year without
 * three quarters of its days nobody knows it: its winter alone would look good.
 */
const peakSeasonOf = (hours: Hours, year: number, hoursOf: HoursOfDay): Averaged => {
  const last = Temporal.PlainDate.from({ year, month: 12, day: 1 });
  const months = Array.from({ length: 12 }, (_, back) => last.subtract({ months: back }));
  const first = last.subtract({ months: 11 + SEASON_MONTHS - 1 });
  const values = new Map(
    daysFrom(first, last.add({ months: 1 })).map((day) => [
      day.toString(),
      highestEightHoursOf(hours, hoursOf(day)).value,
    ]),
  );
  const whole = meanOfDays(values, last.subtract({ months: 11 }), last.add({ months: 1 }));
  if (whole.value === undefined) return whole;
  const seasons = months.map((month) =>
    meanOfDays(values, month.subtract({ months: SEASON_MONTHS - 1 }), month.add({ months: 1 })),
  );
  const best = highestOf(seasons.flatMap(({ value }) => value ?? [])).value;
  return (
    seasons.find(({ value }) => value !== undefined && value === best) ?? {
      ...whole,
      value: undefined,
    }
  );
};

/** A pollutant's figure of a year: the mean of its hours, three quarters of which are there; ozone's peak season. */
export const averageOfYear = (
  pollutant: Pollutant,
  hours: Hours,
  { year, hoursOf }: { readonly year: number; readonly hoursOf: HoursOfDay },
): Averaged => {
  if (pollutant === "o3") return peakSeasonOf(hours, year, hoursOf);
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  const numbers = daysFrom(first, first.add({ years: 1 })).flatMap((day) => hoursOf(day));
  return averageOf(numbers.map((number) => hours.mean(number)));
};
