import type { Formats } from "../site/formats.ts";

const QUARTER = 900_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** What an axis of time is marked with. */
export type MarkStep =
  | { readonly minutes: number }
  | { readonly hours: number }
  | { readonly days: number }
  | { readonly months: number };

/** From the shortest to the longest: an hour is marked every few minutes, a year every month or two. */
const steps: readonly (readonly [length: number, step: MarkStep])[] = [
  [60_000, { minutes: 1 }],
  [300_000, { minutes: 5 }],
  [QUARTER, { minutes: 15 }],
  [HOUR, { hours: 1 }],
  [3 * HOUR, { hours: 3 }],
  [6 * HOUR, { hours: 6 }],
  [12 * HOUR, { hours: 12 }],
  [DAY, { days: 1 }],
  [2 * DAY, { days: 2 }],
  [7 * DAY, { days: 7 }],
  [31 * DAY, { months: 1 }],
  [92 * DAY, { months: 3 }],
  [366 * DAY, { months: 12 }],
];

/** The finest step of which a length has at most `most`. */
export const markStep = (length: number, most: number): MarkStep =>
  (steps.find(([step]) => length / step <= most) ?? steps[steps.length - 1])?.[1] ?? { months: 12 };

/**
 * The instants in [from, until) at which the zone's clocks show a multiple of a step: 0:00, 3:00, 6:00 …, or at which
 * a day, a week (its Monday) or a month begins. Where clocks change, the marks follow the clocks.
 */
export const timeMarks = (
  { from, until }: { readonly from: number; readonly until: number },
  { step, zone }: { readonly step: MarkStep; readonly zone: string },
): readonly number[] => {
  if ("minutes" in step) {
    const length = step.minutes * 60_000;
    const first = Math.ceil(from / length) * length;
    const count = Math.max(0, Math.ceil((until - first) / length));
    return Array.from({ length: count }, (_, index) => first + index * length);
  }
  const clock = new Intl.DateTimeFormat("en-GB", {
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
    ...{ hourCycle: "h23", timeZone: zone },
  });
  const isMark = (at: number): boolean => {
    const parts: { [type: string]: number } = {};
    for (const { type, value } of clock.formatToParts(at)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
    if ("hours" in step) return minute === 0 && hour % step.hours === 0;
    if (hour !== 0 || minute !== 0) return false;
    if ("days" in step) {
      const number = Math.round(Date.UTC(year, month - 1, day) / DAY);
      // The first day of the epoch was a Thursday.
      return (number + 3) % step.days === 0;
    }
    return day === 1 && (month - 1) % step.months === 0;
  };
  // Every zone's offset is a whole number of quarters of an hour. After a mark the next one is not looked for at once.
  const skip = "hours" in step ? QUARTER : "days" in step ? 20 * HOUR : step.months * 27 * DAY;
  const found: number[] = [];
  for (let at = Math.ceil(from / QUARTER) * QUARTER; at < until; at += QUARTER)
    if (isMark(at)) {
      found.push(at);
      at += skip - QUARTER;
    }
  return found;
};

/** How an instant is written at a mark. */
export const markLabel = (
  { clock, shortDay, month }: Pick<Formats, "clock" | "shortDay" | "month">,
  step: MarkStep,
): ((at: number) => string) => ("months" in step ? month : "days" in step ? shortDay : clock);
