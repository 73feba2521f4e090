import { type Buckets, gridStart, type Range } from "../store.ts";

/** A slice is one question: while one waits for its turn, those of others are answered. */
const MOST_SLICES = 64;

/** Parts of a range that follow each other, each of about `mostMs`, none of which cuts a bucket in two. */
export const slicesOf = (
  { from, until }: Range,
  buckets: Buckets,
  mostMs: number,
): readonly Range[] => {
  if (until <= from) return [];
  const width = Math.max(mostMs, (until - from) / MOST_SLICES);
  const slices: Range[] = [];
  let start = from;
  const cutAt = (edge: number): void => {
    if (edge <= start || edge >= until) return;
    slices.push({ from: start, until: edge });
    start = edge;
  };
  if ("every" in buckets) {
    const { every } = buckets;
    const step = every * Math.max(1, Math.floor(width / every));
    for (let edge = gridStart(from, every) + step; edge < until; edge += step) cutAt(edge);
  } else for (const edge of buckets.edges) if (edge - start >= width) cutAt(edge);
  slices.push({ from: start, until });
  return slices;
};
