import type { Buckets, Range } from "../store.ts";
import { type BucketSums, bucketAt } from "./aggregate.ts";
import { type AskedSeries, boundsOf } from "./points-sql.ts";
import type { SealedDays } from "./sealed-days.ts";

/**
 * Adds the sums that are kept of days whose points were dropped: those before the instant `since`. An interval that lies in no
 * bucket whole, or not in the range, is in no answer: see `lostParts`.
 */
export const addKeptSums = async (
  days: Pick<SealedDays, "reading" | "sumsInFiles">,
  series: readonly AskedSeries[],
  range: Range,
  since: number,
  buckets: Buckets,
  { targetOf }: BucketSums,
  check: () => void,
): Promise<void> => {
  if (range.from >= since) return;
  const rangeOf = ({ part = range }: AskedSeries): Range => ({
    from: Math.max(part.from, range.from),
    until: Math.min(part.until, range.until, since),
  });
  const byRange = Map.groupBy(series, (one) => {
    const { from, until } = rangeOf(one);
    return `${from} ${until}`;
  });
  for (const alike of byRange.values()) {
    const [first] = alike as [AskedSeries];
    check();
    await days.reading((view) =>
      days.sumsInFiles(view, alike, rangeOf(first), (id, from, until, { numbers, start }) => {
        const bucket = bucketAt(from, buckets);
        const bounds = boundsOf(bucket, buckets);
        if (from < bounds.at || until > bounds.until) return;
        const { table, place } = targetOf(id);
        table.add(place, bucket, numbers, start);
      }),
    );
  }
};
