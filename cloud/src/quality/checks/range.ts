import { likelyMistake } from "@datacityzen/hardware/plausibility";
import { quantities } from "@datacityzen/hardware/quantities";
import { type Check, findingsOf, type Series } from "./check.ts";

export interface RangeInput extends Series {
  /** What the sensor can measure, where its data sheet says so; bounds included. */
  readonly measurable?: readonly [low: number, high: number] | undefined;
}

/** Values that no instrument gives: outside the quantity's range, or a driver's number for "no value". */
export const range: Check<RangeInput> = {
  name: "range",
  version: 1,
  fr: "hors de ce qu'un instrument peut donner",
  en: "outside what an instrument can give",
  inputs: ["the values"],
  parameters: Object.fromEntries(
    Object.entries(quantities).map(([name, { plausible }]) => [name, plausible]),
  ),
  source:
    "Plausible value check of Zahumenský, Guidelines on Quality Control Procedures for Data from Automatic Weather Stations, WMO/CBS, 2004; ranges and numbers for no value: hardware/src/plausibility, with a source each",
  run: ({ quantity, samples, measurable: [low, high] = [-Infinity, Infinity] }) =>
    findingsOf(
      samples,
      ({ value }) =>
        !Number.isFinite(value) ||
        value < low ||
        value > high ||
        likelyMistake(quantity, value) !== undefined,
    ),
};
