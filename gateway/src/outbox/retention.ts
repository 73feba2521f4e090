import { setImmediate as turn } from "node:timers/promises";
import type { Outbox } from "./outbox.ts";

const dayMs = 86_400_000;
/** Readings that are averaged in one go: some ten milliseconds. */
const averagedAtOnce = 5000;
const removedAtOnce = 500;

export interface RetentionOptions {
  readonly outbox: Pick<Outbox, "average" | "thin" | "bytes" | "waiting">;
  readonly now: () => number;
  /** What waits for longer keeps one mean an hour. */
  readonly days: number;
  /** What waits may take on the disk, in bytes. */
  readonly mostBytes: number;
}

/**
 * Keeps what waits within its age and its size: the oldest is reduced to hourly means first, and removed only
 * when all of it is. Stops early on a signal; whoever calls it counts nothing, the outbox does.
 */
export const openRetention = ({ outbox, now, days, mostBytes }: RetentionOptions) => {
  let underWay = false;
  const isTooLarge = (): boolean => outbox.bytes() > mostBytes && outbox.waiting().messages > 0;
  const look = async (signal: AbortSignal): Promise<void> => {
    const before = now() - days * dayMs;
    while (!signal.aborted && outbox.average({ most: averagedAtOnce, before }) > 0) await turn();
    while (!signal.aborted && isTooLarge()) {
      const averaged = outbox.average({ most: averagedAtOnce, before: Number.MAX_SAFE_INTEGER });
      if (averaged === 0 && outbox.thin({ most: removedAtOnce, readingsToo: true }) === 0) return;
      await turn();
    }
  };
  return {
    /** A call while one is under way changes nothing. Throws what the disk refuses. */
    look: async (signal: AbortSignal): Promise<void> => {
      if (underWay) return;
      underWay = true;
      try {
        await look(signal);
      } finally {
        underWay = false;
      }
    },
  };
};
