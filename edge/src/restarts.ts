/** From one new beginning with a stuck sensor to the next. */
const RESTART_MS = { first: 30_000, longest: 600_000 };

/** Says when to begin anew with a sensor that is stuck: soon, then ever more rarely. */
export const createRestarts = () => {
  let times = 0;
  let next: number | undefined;
  return {
    isDue(isStuck: boolean, now: number): boolean {
      if (!isStuck) {
        // One that speaks again for as long as the last wait is well.
        if (next !== undefined && now > next + RESTART_MS.longest) {
          times = 0;
          next = undefined;
        }
        return false;
      }
      next ??= now;
      if (now < next) return false;
      next = now + Math.min(RESTART_MS.first * 2 ** times++, RESTART_MS.longest);
      return true;
    },
  };
};
