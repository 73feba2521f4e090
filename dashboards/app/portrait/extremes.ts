import type { Series } from "../api/answers.ts";
import { mainSeries } from "./whole-hours.ts";

export interface SoFar {
  readonly value: number;
  /** The beginning of its day or month. */
  readonly at: number;
}

export interface ExtremesSoFar {
  readonly highest: SoFar;
  readonly lowest: SoFar;
}

/** The highest and the lowest reading of some days or months; undefined without a reading, and for directions. */
export const extremesSoFar = (
  answer: Pick<Series, "averaging" | "series">,
): ExtremesSoFar | undefined => {
  if (answer.averaging === "circular") return undefined;
  let highest: SoFar | undefined;
  let lowest: SoFar | undefined;
  for (const { at, min, max } of mainSeries(answer)?.points ?? []) {
    if (max !== undefined && (highest === undefined || max > highest.value))
      highest = { value: max, at: Date.parse(at) };
    if (min !== undefined && (lowest === undefined || min < lowest.value))
      lowest = { value: min, at: Date.parse(at) };
  }
  return highest === undefined || lowest === undefined ? undefined : { highest, lowest };
};
