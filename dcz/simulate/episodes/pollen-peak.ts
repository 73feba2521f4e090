import type { Sum } from "./effects.ts";
import type { Episode } from "./episode.ts";

/** Grains/m³ at noon: above 150 grasses are "very strong" (pollenundallergie.ch); Geneva has had days of 500 and 856. */
const MOST = 240;
const RISE_MS = 2 * 3_600_000;

/** A warm wind from where much flowers, over the whole region. */
export const addPeak = (sum: Sum, { begin, end, strength }: Episode, at: number): void => {
  if (at < begin || at >= end) return;
  sum.pollen += MOST * strength * Math.min(1, (at - begin) / RISE_MS + 0.25, (end - at) / RISE_MS);
};
