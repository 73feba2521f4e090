/** Work that is done one after the other, in the order in which it came. */
export interface Turns {
  /** Resolves with what came of it; never starts before the end of this turn of the event loop. */
  take<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when all that was taken is done. */
  done(): Promise<void>;
}

export const createTurns = (): Turns => {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(work) {
      const mine = last
        .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
        .then(work);
      last = mine.catch(() => undefined);
      return mine;
    },
    done: async () => void (await last),
  };
};
