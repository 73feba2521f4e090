import { uptime } from "node:os";

/** Less than this is how coarse the machine's uptime is. */
const SLEPT_MS = 2000;

export interface Counters {
  /** Fine, but stands still while the machine sleeps. Milliseconds. */
  readonly awake: () => number;
  /** Goes on while the machine sleeps, but may be coarse. Milliseconds. */
  readonly sinceBoot: () => number;
}

/** Of this machine: CLOCK_MONOTONIC, and the uptime that the kernel tells. */
export const machineCounters: Counters = {
  awake: () => performance.now(),
  sinceBoot: () => uptime() * 1000,
};

/**
 * A clock that nobody can set: milliseconds that never go back, and go on while the machine sleeps.
 * Else a laptop that slept an hour would look like one whose clock was put forward by an hour.
 */
export const createMonotonic = ({ awake, sinceBoot }: Counters): (() => number) => {
  const difference = sinceBoot() - awake();
  let slept = 0;
  return () => {
    const more = sinceBoot() - awake() - difference - slept;
    if (more > SLEPT_MS) slept += more;
    return awake() + slept;
  };
};
