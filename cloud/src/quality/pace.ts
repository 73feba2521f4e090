import { setTimeout as delay } from "node:timers/promises";
import { ReadRefused } from "../series/store.ts";

/** How a background job leaves room for readings that come in. */
export interface Pace {
  /** After each piece of work it rests so many times as long as the processor worked for it. */
  readonly restTimes: number;
}

/** A third of a core at most: chosen, and measured (docs/performance.md). */
export const gentle: Pace = { restTimes: 2 };

const BUSY_MS = 1000;

/** Of the whole program: what comes in meanwhile makes a job rest longer. */
const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/**
 * Does one piece of work, and rests after it. What the work waits for, such as the disk or its turn among other
 * programs, takes nothing from anybody and is not rested from. A store that is asked too much is asked again later.
 */
export const paced = async <T>(
  work: () => Promise<T>,
  { restTimes }: Pace,
  signal: AbortSignal,
): Promise<T> => {
  for (;;) {
    signal.throwIfAborted();
    const [start, worked] = [performance.now(), processorMs()];
    try {
      const done = await work();
      const rest = Math.min(performance.now() - start, processorMs() - worked) * restTimes;
      if (rest >= 1) await delay(rest, undefined, { signal });
      return done;
    } catch (error) {
      if (!(error instanceof ReadRefused) || error.code === "aborted") throw error;
      await delay(BUSY_MS, undefined, { signal });
    }
  }
};
