import type { Window } from "./picture.ts";

/** Ranges that have a name; any other is chosen by its days. */
export const namedRanges = ["day", "week", "month", "year"] as const;
export type RangeName = (typeof namedRanges)[number];

export interface ShownRange extends Window {
  readonly name: RangeName | "chosen";
  /** The days that were chosen, "2026-11-01", both in the range. */
  readonly days?: { readonly from: string; readonly to: string };
}
