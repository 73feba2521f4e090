/** Time servers correct a clock by less. */
const STEP_MS = 60_000;

/**
 * Since when the cloud hears stations without a break, in UTC ms: since its start, since the machine slept, or since its
 * clock was set. What nobody could hear, or dated by another clock, is nobody's silence.
 */
export const createListening = (now: () => number, elapsed: () => number): (() => number) => {
  let since = now();
  let difference = since - elapsed();
  return () => {
    const at = now();
    const found = at - elapsed();
    if (Math.abs(found - difference) > STEP_MS) since = at;
    difference = found;
    return since;
  };
};
