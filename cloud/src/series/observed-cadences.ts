import type { ObservedCadence } from "./store.ts";

/** What devices are set to, in seconds; a cadence that was announced stands before these. */
const USUAL_SECONDS = [
  1, 2, 5, 10, 15, 20, 30, 60, 90, 120, 145, 150, 180, 300, 600, 900, 1200, 1800, 3600, 7200,
  10_800, 21_600, 43_200, 86_400,
];

/** Clocks of devices that send at their own pace vary by less. */
const TOLERANCE = 0.02;

/** Two equal gaps in turn show a cadence that was announced; one that was not must show more. */
export const leastGaps = { ofAnnounced: 2, ofOthers: 5 } as const;

export interface NamedCadence {
  readonly every: number;
  /** The gaps that are of this cadence, in milliseconds; both are included. */
  readonly least: number;
  readonly most: number;
}

/** The cadences that a gap may be of; the first that fits counts. */
export const namedCadences = (announced: readonly number[]): readonly NamedCadence[] =>
  [...new Set([...announced, ...USUAL_SECONDS.map((seconds) => seconds * 1000)])].map((every) => {
    const slack = Math.max(1, every * TOLERANCE);
    return { every, least: every - slack, most: every + slack };
  });

/** The runs of equal gaps between neighbours of `instants`, which are in order of time. */
export const cadencesIn = (
  instants: readonly number[],
  announced: readonly number[],
): readonly ObservedCadence[] => {
  const named = namedCadences(announced);
  const runs: { since: number; until: number; every: number | undefined; gaps: number }[] = [];
  for (const [index, until] of instants.slice(1).entries()) {
    const since = instants[index] as number;
    const gap = until - since;
    const every = named.find(({ least, most }) => gap >= least && gap <= most)?.every;
    const last = runs.at(-1);
    if (last !== undefined && last.every === every) {
      last.until = until;
      last.gaps += 1;
    } else runs.push({ since, until, every, gaps: 1 });
  }
  return runs.flatMap(({ since, until, every, gaps }) => {
    if (every === undefined) return [];
    const { ofAnnounced, ofOthers } = leastGaps;
    return gaps >= (announced.includes(every) ? ofAnnounced : ofOthers)
      ? [{ since, until, every }]
      : [];
  });
};
