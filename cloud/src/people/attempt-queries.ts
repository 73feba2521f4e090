import { sql } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { attemptCount } from "./tables.ts";

/** Counts one attempt, also among those that come at the same moment; false when there were too many. */
export const takeAttempt = async (
  tx: Queries,
  key: string,
  { most, withinMs, now }: { most: number; withinMs: number; now: number },
): Promise<boolean> => {
  const at = new Date(now);
  const until = new Date(now + withinMs);
  const isOver = sql`${attemptCount.until} <= ${at.toISOString()}`;
  const [row] = await tx
    .insert(attemptCount)
    .values({ key, made: 1, until })
    .onConflictDoUpdate({
      target: attemptCount.key,
      set: {
        // One more than the most is enough to know.
        made: sql`case when ${isOver} then 1 else least(${attemptCount.made}, ${most}) + 1 end`,
        until: sql`case when ${isOver} then ${until.toISOString()}::timestamptz else ${attemptCount.until} end`,
      },
    })
    .returning({ made: attemptCount.made });
  return (row?.made ?? 1) <= most;
};
