/** Slices of the event loop's time for work that comes in more pieces than may be done in one go. */
export interface Slices {
  /** Whether the present slice has time left; it begins with the first question since the event loop went round. */
  hasTime(): boolean;
  /** Resolves when a slice begins that is this one's: one at a time, in the order in which they were asked for. */
  next(): Promise<void>;
}

/** `elapsed`: milliseconds of a clock that nobody sets. */
export const createSlices = (
  sliceMs = 5,
  elapsed: () => number = () => performance.now(),
): Slices => {
  const waiting: (() => void)[] = [];
  let since: number | undefined;
  let isScheduled = false;

  const goRound = (): void => {
    isScheduled = false;
    const go = waiting.shift();
    since = go === undefined ? undefined : elapsed();
    go?.();
    if (go !== undefined) schedule();
  };
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(goRound);
  };

  return {
    hasTime() {
      if (since === undefined) {
        since = elapsed();
        schedule();
      }
      return elapsed() - since < sliceMs;
    },
    async next() {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        schedule();
      });
    },
  };
};
