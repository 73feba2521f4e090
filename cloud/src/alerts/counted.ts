import type { Origin } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { median } from "../quality/checks/statistics.ts";

/** A station that counted for a value, as it is kept beside a transition. */
export interface Counted {
  readonly station: string;
  readonly value: number;
  /** Of an index the one that decides its level. */
  readonly quantity?: QuantityName;
  /** To its public point; absent where the station itself is watched. */
  readonly metres?: number;
  readonly sensor?: string;
  /** `raw`, or the recipe that made its values. */
  readonly variant?: string;
  /** How many values the mean has, and how many it should have where that is known. */
  readonly values?: number;
  readonly expected?: number;
  /** Where it was not measured here and now: replayed, simulated. */
  readonly origin?: Origin;
}

/** What was watched at one instant, and of what it is made; without a value it cannot be known. */
export interface Figure {
  readonly at: number;
  readonly value?: number | undefined;
  readonly counted: readonly Counted[];
}

/** Of a place the stations within this distance count, the nearest first. */
export const PLACE_METRES = 5_000;
export const PLACE_STATIONS = 5;

/** Of several stations the median: one that lies at a chimney decides nothing. Levels stay whole, the higher of two. */
export const medianOf = (values: readonly number[], isLevel: boolean): number | undefined => {
  if (values.length === 0) return undefined;
  const found = median(values);
  return isLevel ? Math.ceil(found) : found;
};
