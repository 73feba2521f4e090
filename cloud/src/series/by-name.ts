import type { SeriesKey } from "./store.ts";

/** How series are ordered in answers: by station, sensor, quantity, origin. */
export const byName = (one: SeriesKey, other: SeriesKey): number => {
  for (const part of ["station", "sensor", "quantity", "origin"] as const)
    if (one[part] !== other[part]) return one[part] < other[part] ? -1 : 1;
  return 0;
};
