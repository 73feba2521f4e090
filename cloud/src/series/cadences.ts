import type { Cadence } from "../stations/station.ts";
import type { Rhythm } from "./store.ts";

/**
 * The cadences of a sensor in order of time, from what it told and from what its readings show.
 *
 * A hello says how often a sensor measures now, and not since when: after an outage it arrives before
 * the readings of the time before it. So the readings decide where they are; before the first and
 * after the last of them counts what was told.
 */
export const cadencesShown = (
  told: readonly Cadence[],
  shown: readonly Rhythm[],
): readonly Cadence[] => {
  const [first] = shown;
  const last = shown.at(-1);
  // A sensor that never said how often it measures gives readings whose number nobody can expect.
  if (first === undefined || last === undefined || told.length === 0) return told;
  const seen: Cadence[] = [{ since: Number.NEGATIVE_INFINITY, every: first.every }];
  for (const { since, every } of shown)
    if (every !== seen.at(-1)?.every) seen.push({ since, every });
  const later = told.filter(({ since, every }) => since > last.until && every !== last.every);
  return [...seen, ...later];
};
