import { uptime } from "node:os";

/** The uptime of a machine is no more precise than this. */
const SLEPT_MS = 2000;

export interface Counters {
  /** Fine, but stands still while the machine sleeps. Milliseconds. */
  readonly awake: () => number;
  /** Goes on while the machine sleeps, but may be coarse. Milliseconds. */
  readonly sinceBoot: () => number;
}

/** This machine's CLOCK_MONOTONIC and uptime. */
export const machineCounters: Counters = {
  awake: () => performance.now(),
  sinceBoot: () => uptime() * 1000,
};

/**
 * A clock that nobody can set: milliseconds that never go back, and go on while the machine sleeps.
 * Otherwise a laptop that slept for an hour would look like one whose clock was put forward by an hour.
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
