import type { Series } from "../api/answers.ts";
import { wholePoints } from "./whole-hours.ts";

export const sectors = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;
export type Sector = (typeof sectors)[number];

export interface Petal {
  readonly sector: Sector;
  /** Of the hours that count, 0 to 1. */
  readonly share: number;
  /** Undefined where the wind never came from there. */
  readonly mean: number | undefined;
}

/** With less than two days one gust is a wind. */
const LEAST_HOURS = 48;

export const sectorOf = (degrees: number): Sector =>
  sectors[Math.round((((degrees % 360) + 360) % 360) / 45) % 8] ?? "n";

type Answer = Pick<Series, "averaging" | "series">;

/** From where the wind comes, and how much is in the air then; undefined with too few hours of both. */
export const roseOf = (direction: Answer, pollutant: Answer): readonly Petal[] | undefined => {
  const values = new Map(wholePoints(pollutant).map(({ at, mean }) => [at, mean]));
  const hours = wholePoints(direction).flatMap(({ at, mean }) => {
    const value = values.get(at);
    return mean === null || value == null ? [] : [{ sector: sectorOf(mean), value }];
  });
  if (hours.length < LEAST_HOURS) return undefined;
  const bySector = Map.groupBy(hours, ({ sector }) => sector);
  return sectors.map((sector) => {
    const some = bySector.get(sector) ?? [];
    const sum = some.reduce((total, { value }) => total + value, 0);
    return {
      sector,
      share: some.length / hours.length,
      mean: some.length === 0 ? undefined : sum / some.length,
    };
  });
};
