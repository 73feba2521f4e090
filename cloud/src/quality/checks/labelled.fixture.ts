import { HOUR_MS, MINUTE_MS } from "../durations.ts";
import { covers, type Finding, type Sample } from "./check.ts";

/** A Monday in winter. */
export const START = Date.UTC(2026, 0, 5);

/** Values that follow each other, each `everyMs` after the one before. */
export const series = (
  values: readonly number[],
  everyMs = 5 * MINUTE_MS,
  start = START,
): Sample[] => values.map((value, index) => ({ at: start + index * everyMs, value }));

/** `hours` of values by a formula of the hour. */
export const course = (
  hours: number,
  valueAt: (hour: number) => number,
  everyMs = HOUR_MS,
): Sample[] =>
  series(
    Array.from({ length: (hours * HOUR_MS) / everyMs }, (_, index) =>
      valueAt((index * everyMs) / HOUR_MS),
    ),
    everyMs,
  );

/** The numbers of the values that a check doubts. */
export const doubted = (samples: readonly Sample[], findings: readonly Finding[]): number[] =>
  samples.flatMap(({ at }, index) => (findings.some((one) => covers(one, at)) ? [index] : []));

/** From the first to the last, both included. */
export const numbers = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** The same for the same number, between −1 and 1: chance that a test can repeat. */
export const wobble = (number: number, key = 1): number => {
  const wave = Math.sin(number * 12.9898 + key * 78.233) * 43_758.5453;
  return 2 * (wave - Math.floor(wave)) - 1;
};

/** Temperature of a winter day: coldest at 4, warmest at 16, by the hour of UTC. */
export const winterDay = (hour: number): number =>
  5 + 4 * Math.cos((2 * Math.PI * (hour - 15)) / 24) + 2 * Math.sin((2 * Math.PI * hour) / 100);
