export interface BackoffOptions {
  readonly firstMs: number;
  readonly longestMs: number;
  /** From 0 (included) to 1 (excluded). */
  readonly random: () => number;
}

/**
 * Waiting times between attempts: each up to twice the one before, and drawn between its half and
 * its whole so that the gateways of a town do not all return in the same second.
 */
export const createBackoff = ({ firstMs, longestMs, random }: BackoffOptions) => {
  let attempts = 0;
  return {
    next: (): number => {
      const longest = Math.min(longestMs, firstMs * 2 ** Math.min(attempts, 30));
      attempts += 1;
      return longest * (0.5 + random() / 2);
    },
    reset: (): void => {
      attempts = 0;
    },
  };
};
