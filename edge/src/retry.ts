import { setTimeout as sleep } from "node:timers/promises";

/** How long to wait before trying again: from `firstMs`, doubled each time, to `longestMs`. */
export interface Patience {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * The wait before attempt number `attempt` (from 0). Between half of it and the whole, by chance:
 * a thousand stations whose gateway restarts must not all return in the same second.
 */
export const retryDelayMs = (
  attempt: number,
  { firstMs, longestMs }: Patience,
  random: () => number,
): number => Math.min(longestMs, firstMs * 2 ** attempt) * (0.5 + random() / 2);

/** Resolves after `ms`, or as soon as `signal` is aborted. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
};
