/**
 * How much may be under way at once. A fixed number is wrong on both kinds of link: over a fast one the
 * cloud waits for the gateway, over a slow one what is fresh stands behind a queue of seconds.
 */
export interface Window {
  /** Messages that may be under way. */
  readonly size: () => number;
  /** A message was acknowledged so many milliseconds after it was sent. */
  readonly acknowledged: (tookMs: number) => void;
}

export interface WindowOptions {
  readonly first?: number;
  readonly least?: number;
  readonly most?: number;
}

/** Sooner than this, and the cloud has room for more. */
const quickMs = 250;
/** Later than this, and what is fresh waits too long: it is behind all that is under way. */
const slowMs = 1500;

/**
 * Grows by one with each quick acknowledgement, which doubles it in the time of a round trip; halves when
 * one was slow, at most once in a window, since the rest of that window waited in the same queue.
 */
export const createWindow = ({
  first = 16,
  least = 2,
  most = 1024,
}: WindowOptions = {}): Window => {
  let size = Math.min(most, Math.max(least, first));
  let sinceHalved = Number.POSITIVE_INFINITY;
  return {
    size: () => size,
    acknowledged: (tookMs) => {
      sinceHalved += 1;
      if (tookMs < quickMs) size = Math.min(most, size + 1);
      else if (tookMs > slowMs && sinceHalved > 2 * size) {
        size = Math.max(least, Math.floor(size / 2));
        sinceHalved = 0;
      }
    },
  };
};
