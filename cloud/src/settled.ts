/** Is called once, with what came of it or with the error: where a promise for each message is too dear. */
export type Settled<T> = (outcome: T | Error) => void;

/** A promise of what `begin` settles. */
export const promised = <T>(begin: (settled: Settled<T>) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    begin((outcome) => {
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    });
  });
