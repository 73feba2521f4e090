import { apiProblems, Problem } from "../api/problems.ts";
import type { ShownRow } from "./rows.ts";

export const sorts = ["high", "low", "name", "distance"] as const;
export type Sort = (typeof sorts)[number];

/** Where a station stands in a list: numbers first, then its name. */
export interface Rank {
  readonly numbers: readonly number[];
  readonly station: string;
}

/**
 * The highest level first and, in it, the highest value; the nearest first. What is unknown and what has no place
 * stands last, whichever way the list is sorted.
 */
export const rankOf = (
  { row: { station }, figure: { level, value } }: ShownRow,
  sort: Sort,
  metres: number | undefined,
): Rank => {
  if (sort === "name") return { numbers: [], station };
  if (sort === "distance") return { numbers: [metres === undefined ? 1 : 0, metres ?? 0], station };
  const sign = sort === "high" ? -1 : 1;
  const isUnknown = level === null && value === null;
  return { numbers: [isUnknown ? 1 : 0, sign * (level ?? 0), sign * (value ?? 0)], station };
};

export const compareRanks = (one: Rank, other: Rank): number => {
  for (const [index, number] of one.numbers.entries()) {
    const difference = number - (other.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (one.station === other.station) return 0;
  return one.station < other.station ? -1 : 1;
};

const CURSOR = /^((?:-?\d{1,12}(?:\.\d{1,12})?_){0,3})([a-z0-9-]{1,64})$/;

/** Where a page ends: the next one begins behind it, whatever came or went meanwhile. */
export const cursorOf = ({ numbers, station }: Rank): string =>
  `${numbers.map((number) => `${Number(number.toFixed(6))}_`).join("")}${station}`;

export const readCursor = (text: string): Rank => {
  const [, numbers, station] = CURSOR.exec(text) ?? [];
  if (numbers === undefined || station === undefined)
    throw new Problem(apiProblems.invalid_request, '"cursor" must be `next` of the page before.');
  return { numbers: numbers.split("_").slice(0, -1).map(Number), station };
};
