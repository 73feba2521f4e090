/** How many attempts in how long. */
export interface AttemptLimit {
  readonly most: number;
  readonly withinMs: number;
}

export interface Attempts {
  /** Counts one; false when there were too many. */
  take(key: string, limit: AttemptLimit): boolean;
}

interface Count {
  made: number;
  readonly until: number;
}

/** Counts attempts by key, in memory: they are forgotten when the program ends. */
export const createAttempts = (now: () => number, mostKeys = 50_000): Attempts => {
  const counts = new Map<string, Count>();
  const makeRoom = (): void => {
    for (const [key, { until }] of counts) if (until <= now()) counts.delete(key);
    // Somebody draws keys: the oldest go.
    for (const key of counts.keys()) {
      if (counts.size < mostKeys) return;
      counts.delete(key);
    }
  };
  return {
    take(key, { most, withinMs }) {
      const known = counts.get(key);
      if (known !== undefined && known.until > now()) {
        known.made += 1;
        return known.made <= most;
      }
      counts.delete(key);
      if (counts.size >= mostKeys) makeRoom();
      counts.set(key, { made: 1, until: now() + withinMs });
      return most > 0;
    },
  };
};
