import { DAY_MS, HOUR_MS } from "./clock.ts";
import { uniform } from "./noise.ts";

/** What is wrong with a sensor at an instant. */
export interface Fault {
  /** The instant whose value it repeats since. */
  readonly stuckSince: number | undefined;
  /** By how much it exaggerates, 1 when it is well. */
  readonly drift: number;
  /** A single value that nothing explains: so many times what is there. */
  readonly spike: number;
}

export const well: Fault = { stuckSince: undefined, drift: 1, spike: 1 };

const STUCK_WINDOW_MS = 12 * DAY_MS;
const DRIFT_MS = 90 * DAY_MS;

/**
 * Seldom, as in networks of low-cost sensors: one sensor in forty drifts, up to 60 % in a quarter of a year, until
 * somebody cleans it; one in thirty repeats a value for hours once in twelve days; one value in six thousand is a
 * spike. (OpenAQ looks for repeats, openSenseMap for single outliers; of SONYC's sensors seven in ten announce
 * their failure.)
 */
export const faultOf = (seed: number, index: number, sensor: number, at: number): Fault => {
  const own = index * 16 + sensor;
  const spike = uniform(at, seed, own, 71);
  const drifts = uniform(seed, own, 72) < 1 / 40;
  const window = Math.floor(at / STUCK_WINDOW_MS);
  const sticks = uniform(seed, own, 73, window) < 1 / 30;
  if (spike > 1 / 6000 && !drifts && !sticks) return well;

  const since = Math.floor((window + 0.9 * uniform(seed, own, 74, window)) * STUCK_WINDOW_MS);
  const until = since + (1 + 11 * uniform(seed, own, 75, window)) * HOUR_MS;
  const cleaned = DRIFT_MS * uniform(seed, own, 76);
  return {
    stuckSince: sticks && at >= since && at < until ? since : undefined,
    drift: drifts ? 1 + 0.6 * (((at + cleaned) % DRIFT_MS) / DRIFT_MS) : 1,
    spike: spike > 1 / 6000 ? 1 : 4 + 60_000 * spike,
  };
};
