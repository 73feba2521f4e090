import type { Range } from "../store.ts";

/** How many points a range holds, by slices of `width` ms from its start; empty slices are left out. */
export type CountSlices = (
  range: Range,
  width: number,
) => Promise<readonly (readonly [slice: number, points: number])[]>;

const SLICES = 1000;

/**
 * Ranges that follow each other, hold at most `most` points each (unless one instant alone holds more),
 * and together every point of `range`.
 */
export async function* windowsOf(
  range: Range,
  most: number,
  count: CountSlices,
): AsyncGenerator<Range> {
  const width = Math.max(1, Math.ceil((range.until - range.from) / SLICES));
  const startOf = (slice: number) => Math.min(range.until, range.from + slice * width);
  let open: { from: number; until: number; points: number } | undefined;
  for (const [slice, points] of await count(range, width)) {
    const from = startOf(slice);
    const until = startOf(slice + 1);
    if (open !== undefined && open.points + points > most) {
      yield { from: open.from, until: open.until };
      open = undefined;
    }
    if (points > most && width > 1) yield* windowsOf({ from, until }, most, count);
    else open = { from: open?.from ?? from, until, points: (open?.points ?? 0) + points };
  }
  if (open !== undefined) yield { from: open.from, until: open.until };
}
