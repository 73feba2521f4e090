import { type Averaged, averageOf, HOUR_MS, type Hours, highestOf } from "./hours.ts";
import { type IndexTable, periodOf } from "./judge.ts";
import { NOWCAST_HOURS, nowCast } from "./nowcast.ts";
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
      // A running mean belongs to the day on which it ends (Directive 2008/50/EC, annex XI).
      return highestOf(numbers.map((number) => hours.running(number, 8).value));
    default:
      return averageOf(numbers.map((number) => hours.mean(number)));
  }
};

/** A pollutant's figure of an hour, as its table demands. */
export const averageOfHour = (
  table: IndexTable,
  pollutant: Pollutant,
  hours: Hours,
  number: number,
): Averaged => {
  const period = periodOf(table, pollutant);
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
