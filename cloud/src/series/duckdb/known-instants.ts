/** An open interval of instants, in UTC milliseconds, in which a series has no point. */
type Gap = [after: number, before: number];

/**
 * What is known of a series' instants without asking the table: the oldest, the newest, and the
 * widest gaps between them. A point that falls outside, or into a gap, is new for certain.
 */
export interface KnownInstants {
  /** True when there was certainly no point at `at`, which is noted as one from now on. */
  addIfNew(at: number): boolean;
  /** Infinite when there is none. */
  oldest(): number;
  newest(): number;
}

/** A station that comes back after an outage has a handful; the narrowest are given up beyond this. */
const MOST_GAPS = 32;

export const createKnownInstants = (
  of: { readonly oldest: number; readonly newest: number } | undefined = undefined,
): KnownInstants => {
  let oldest = of?.oldest ?? Number.POSITIVE_INFINITY;
  let newest = of?.newest ?? Number.NEGATIVE_INFINITY;
  /** Most series have none at all. */
  let gaps: Gap[] | undefined;
  /** From one live point to the next, the last time. */
  let step = 0;

  const addGap = (after: number, before: number): void => {
    if (before - after < 2) return;
    gaps ??= [];
    gaps.push([after, before]);
    if (gaps.length <= MOST_GAPS) return;
    let narrowest = 0;
    for (let index = 1; index < gaps.length; index++)
      if (widthOf(gaps[index]) < widthOf(gaps[narrowest])) narrowest = index;
    gaps[narrowest] = gaps[gaps.length - 1] as Gap;
    gaps.pop();
  };

  return {
    oldest: () => oldest,
    newest: () => newest,
    addIfNew(at) {
      if (at > newest) {
        // What lies between is empty, and a backlog may fill it later.
        if (newest === Number.NEGATIVE_INFINITY) oldest = at;
        else {
          // Between readings in their cadence nothing is missing that could come later.
          if (at - newest > 1.5 * step) addGap(newest, at);
          step = at - newest;
        }
        newest = at;
        return true;
      }
      if (at < oldest) {
        addGap(at, oldest);
        oldest = at;
        return true;
      }
      const index = gaps?.findIndex(([after, before]) => at > after && at < before) ?? -1;
      if (gaps === undefined || index === -1) return false;
      const [after, before] = gaps[index] as Gap;
      gaps[index] = gaps[gaps.length - 1] as Gap;
      gaps.pop();
      addGap(after, at);
      addGap(at, before);
      return true;
    },
  };
};

const widthOf = (gap: Gap | undefined): number => (gap === undefined ? 0 : gap[1] - gap[0]);
