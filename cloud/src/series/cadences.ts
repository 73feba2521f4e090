import type { Cadence } from "../stations/station.ts";
import type { ObservedCadence } from "./store.ts";

/**
 * The cadences of a sensor in order of time. `announced`: what its hellos said; `observed`: what the gaps
 * between its readings show.
 *
 * A hello says how often a sensor measures now, and not since when: after an outage it arrives before the
 * readings of the outage. Between the first and the last reading the observed cadence therefore counts;
 * before and after them, what was announced.
 */
export const effectiveCadences = (
  announced: readonly Cadence[],
  observed: readonly ObservedCadence[],
): readonly Cadence[] => {
  const [first] = observed;
  const last = observed.at(-1);
  // Without a hello nobody can say how many readings to expect.
  if (first === undefined || last === undefined || announced.length === 0) return announced;
  const changes: Cadence[] = [{ since: Number.NEGATIVE_INFINITY, every: first.every }];
  for (const { since, every } of observed)
    if (every !== changes.at(-1)?.every) changes.push({ since, every });
  const later = announced.filter(({ since, every }) => since > last.until && every !== last.every);
  return [...changes, ...later];
};
