/** What was read lately, by number: what was of no use for longest goes first. */
export interface Cache<T> {
  get(number: number): T | undefined;
  put(number: number, one: T): void;
  delete(number: number): void;
}

export const createCache = <T>(mostBytes: number, bytesOf: (one: T) => number): Cache<T> => {
  /** In the order in which they were of use: a Map keeps that of insertion. */
  const kept = new Map<number, { readonly one: T; readonly bytes: number }>();
  let bytes = 0;
  const remove = (number: number): void => {
    bytes -= kept.get(number)?.bytes ?? 0;
    kept.delete(number);
  };
  return {
    get(number) {
      const found = kept.get(number);
      if (found === undefined) return undefined;
      kept.delete(number);
      kept.set(number, found);
      return found.one;
    },
    put(number, one) {
      remove(number);
      kept.set(number, { one, bytes: bytesOf(one) });
      bytes += bytesOf(one);
      for (const oldest of kept.keys()) {
        if (bytes <= mostBytes) return;
        remove(oldest);
      }
    },
    delete: remove,
  };
};
