/** What was read lately, by number. */
export interface Cache<T> {
  get(number: number): T | undefined;
  put(number: number, one: T): void;
  delete(number: number): void;
}

/** Two halves: what was of use since the older began is in the younger. */
export const createCache = <T>(mostBytes: number, bytesOf: (one: T) => number): Cache<T> => {
  let young = new Map<number, T>();
  let old = new Map<number, T>();
  let bytes = 0;
  const put = (number: number, one: T): void => {
    const more = bytesOf(one);
    if (bytes + more > mostBytes / 2) {
      old = young;
      young = new Map();
      bytes = 0;
    }
    bytes += more;
    young.set(number, one);
  };
  return {
    get(number) {
      const found = young.get(number);
      if (found !== undefined) return found;
      const older = old.get(number);
      if (older === undefined) return undefined;
      old.delete(number);
      put(number, older);
      return older;
    },
    put,
    delete(number) {
      const found = young.get(number);
      if (found !== undefined) bytes -= bytesOf(found);
      young.delete(number);
      old.delete(number);
    },
  };
};
