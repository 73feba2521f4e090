import type { Range } from "./store.ts";

/** The part of a range that one page answers, and how many points it holds. */
export interface Page extends Range {
  readonly points: number;
}

const USUAL_CADENCE_MS = 60_000;
const MOST_QUESTIONS = 40;
/** Of points that come steadily, fewer questions find the page. */
const STEADY_QUESTIONS = 4;
/** A page that holds this share of what it may is full enough. */
const FULL = 0.5;
const FURTHER_AT_ONCE = 16;

/**
 * The longest beginning of a range, or nearly, that holds at most `most` points (one instant may hold more). Pages that
 * begin where the one before ended have each point once, whatever is added meanwhile.
 */
export const firstPage = async (
  { from, until }: Range,
  most: number,
  count: (range: Range) => Promise<number>,
): Promise<Page> => {
  let fits: Page | undefined;
  let tooFar: number | undefined;
  let end = Math.min(until, from + most * USUAL_CADENCE_MS);
  for (let asked = 1; ; asked++) {
    const points = await count({ from, until: end });
    if (points <= most) {
      fits = { from, until: end, points };
      if (end === until || points >= FULL * most) return fits;
    } else {
      tooFar = end;
      if (end - from <= 1) return { from, until: end, points };
    }
    if (fits !== undefined && (asked >= MOST_QUESTIONS || (tooFar ?? until) - fits.until <= 1))
      return fits;
    if (fits === undefined) {
      // Some less than what the points so far let expect; of those that lie close together, half.
      const share = Math.min(asked < STEADY_QUESTIONS ? 0.9 : 0.5, (0.9 * most) / points);
      end = from + Math.max(1, Math.floor((end - from) * share));
    } else if (tooFar === undefined) {
      const times = points === 0 ? FURTHER_AT_ONCE : Math.max(1.5, (0.9 * most) / points);
      end = Math.min(
        until,
        from + Math.ceil((fits.until - from) * Math.min(FURTHER_AT_ONCE, times)),
      );
    } else end = Math.floor((fits.until + tooFar) / 2);
  }
};
