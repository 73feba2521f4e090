import { type Averaged, averageOf, HOUR_MS, type Hours, highestOf } from "./hours.ts";
import { type IndexTable, periodOf } from "./judge.ts";
import { NOWCAST_HOURS, nowCast } from "./nowcast.ts";
import { OZONE_HOURS, ozoneNowCast } from "./ozone-nowcast.ts";
import type { Pollutant } from "./table.ts";

/** Whether a table judges days; the others judge each hour. */
export const judgesDays = (table: IndexTable): boolean =>
  periodOf(table, "pm2_5") === "day: mean" || table.kind === "guideline";

/** The hours of a day by their numbers: 23, 24 or 25. */
export const hoursOfDay = (fromMs: number, untilMs: number, phaseMs: number): readonly number[] => {
  const first = Math.ceil((fromMs + phaseMs) / HOUR_MS);
  const end = Math.ceil((untilMs + phaseMs) / HOUR_MS);
  return Array.from({ length: end - first }, (_, at) => first + at);
};

/** A running mean belongs to the day on which it ends (Directive 2008/50/EC, annex XI). */
export const highestEightHoursOf = (hours: Hours, numbers: readonly number[]): Averaged =>
  highestOf(numbers.map((number) => hours.running(number, 8).value));

/** A pollutant's figure of a day, as its table demands. */
export const averageOfDay = (
  table: IndexTable,
  pollutant: Pollutant,
  hours: Hours,
  numbers: readonly number[],
): Averaged => {
  switch (periodOf(table, pollutant)) {
    case "day: maximum of hours":
      return highestOf(numbers.map((number) => hours.mean(number)));
    case "day: maximum of 8 h means":
      return highestEightHoursOf(hours, numbers);
    default:
      return averageOf(numbers.map((number) => hours.mean(number)));
  }
};

/** What stands for ozone in an hour of the US index: the mean of the last 8 hours, or the EPA's NowCast. */
export type OzoneOfHour = "8h" | "nowcast";

/** `hours`: of ozone in ppb. */
const nowCastOfOzone = (hours: Hours, number: number): Averaged => {
  const found = ozoneNowCast(hours.mean, number);
  const there = Array.from({ length: OZONE_HOURS }, (_, back) => hours.mean(number - back));
  return {
    ...averageOf(there),
    value: found?.value,
    ...(found === undefined ? {} : { period: found.period }),
  };
};

/** A pollutant's figure of an hour, as its table demands. For ozone's NowCast its hours must be in ppb. */
export const averageOfHour = (
  table: IndexTable,
  pollutant: Pollutant,
  hours: Hours,
  number: number,
  ozone: OzoneOfHour = "8h",
): Averaged => {
  const period = periodOf(table, pollutant);
  if (table.kind === "breakpoints" && pollutant === "o3" && ozone === "nowcast")
    return nowCastOfOzone(hours, number);
  if (table.kind === "breakpoints" && period === "24 h mean") {
    const window = Array.from({ length: NOWCAST_HOURS }, (_, back) => hours.mean(number - back));
    return {
      value: nowCast(window),
      count: window.filter((value) => value !== undefined).length,
      expected: NOWCAST_HOURS,
      period: "NowCast of 12 h",
    };
  }
  if (period === "8 h running mean") return hours.running(number, 8);
  if (period === "24 h running mean") return hours.running(number, 24);
  const value = hours.mean(number);
  return { value, count: value === undefined ? 0 : 1, expected: 1 };
};
