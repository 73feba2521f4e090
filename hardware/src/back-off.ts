/** How long to wait before trying again: from `firstMs`, doubled each time, to `longestMs`. */
export interface Patience {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * The wait before attempt number `attempt` (from 0). Drawn between half of it and the whole: a
 * thousand stations whose gateway restarts must not all return in the same second.
 */
export const retryDelayMs = (
  attempt: number,
  { firstMs, longestMs }: Patience,
  random: () => number,
): number => Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 30)) * (0.5 + random() / 2);

/** Counts the attempts. */
export interface BackOff {
  /** The wait before the next attempt. */
  next(): number;
  /** After a success: the next failure waits as the first did. */
  reset(): void;
}

export const createBackOff = (patience: Patience, random: () => number): BackOff => {
  let attempt = 0;
  return {
    next: () => retryDelayMs(attempt++, patience, random),
    reset: () => {
      attempt = 0;
    },
  };
};
