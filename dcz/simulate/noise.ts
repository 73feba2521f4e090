/** The last steps of MurmurHash3 (public domain): 32 bits that look random, the same for the same input. */
const mix = (value: number): number => {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** A number from 0 (included) to 1 (excluded), always the same for the same whole numbers. */
export const uniform = (...keys: readonly number[]): number => {
  let hash = 0x9e3779b9;
  for (const key of keys) {
    hash = mix(hash ^ (key | 0));
    // The bits above 32 are used too: milliseconds since 1970 have 41.
    hash = mix(hash ^ Math.floor(key / 2 ** 32));
  }
  return hash / 2 ** 32;
};

/** A smooth curve from -1 to 1 over `x`, with a random height at each whole number. */
export const smooth = (x: number, ...keys: readonly number[]): number => {
  const from = Math.floor(x);
  const share = x - from;
  const bend = share * share * (3 - 2 * share);
  const before = uniform(from, ...keys);
  const after = uniform(from + 1, ...keys);
  return 2 * (before + bend * (after - before)) - 1;
};
