import { setTimeout as wait } from "node:timers/promises";

/** Work that keeps everybody else waiting while it is done, such as a page of hundreds of stations: one after the other. */
export interface Turns {
  /** Does the work when what was asked before is done. Rejects as the work does. */
  run<T>(work: () => T | Promise<T>): Promise<T>;
  /** How many wait for their turn. */
  waiting(): number;
}

/** After each piece of work the stations have the process for so many times as long as it took. */
const REST = 3;
/** A timer is no more exact; what takes less adds up until it is worth a wait. */
const LEAST_REST_MS = 2;

export const createTurns = (now: () => number = () => performance.now()): Turns => {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let owed = 0;

  const rest = async (): Promise<void> => {
    if (owed < LEAST_REST_MS) return;
    const ms = owed;
    owed = 0;
    await wait(ms, undefined, { ref: false });
  };

  return {
    async run(work) {
      const before = last;
      const { promise, resolve: end } = Promise.withResolvers<void>();
      last = promise;
      waiting += 1;
      await before;
      waiting -= 1;
      const began = now();
      try {
        return await work();
      } finally {
        owed += REST * (now() - began);
        void rest().then(end);
      }
    },
    waiting: () => waiting,
  };
};
