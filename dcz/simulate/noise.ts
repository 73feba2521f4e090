/** The last steps of MurmurHash3 (public domain): 32 bits that look random, the same for the same input. */
const mix = (value: number): number => {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

const RANGE = 2 ** 32;

/** Bits of a whole number, those above 32 too: milliseconds since 1970 have 41. */
const taken = (hash: number, key: number): number => {
  const low = mix(hash ^ (key | 0));
  return Number.isInteger(key) && key < RANGE / 2 && key >= 0
    ? low
    : mix(low ^ Math.floor(key / RANGE));
};

/**
 * A number from 0 (included) to 1 (excluded), always the same for the same whole numbers. Written with a fixed
 * number of keys: it is called some thirty times for a reading.
 */
export const uniform = (one: number, two = 0, three = 0, four = 0): number =>
  taken(taken(taken(taken(0x9e3779b9, one), two), three), four) / RANGE;

const bent = (share: number): number => share * share * (3 - 2 * share);

/** A smooth curve from -1 to 1 over `x`, with a random height at each whole number. */
export const smooth = (x: number, seed: number, key: number, own = 0): number => {
  const from = Math.floor(x);
  const before = uniform(from, seed, key, own);
  const after = uniform(from + 1, seed, key, own);
  return 2 * (before + bent(x - from) * (after - before)) - 1;
};

/** A smooth field from -1 to 1 over a plane and time, with a random height at each whole point. */
export const smoothField = (
  x: number,
  y: number,
  time: number,
  seed: number,
  key: number,
): number => {
  const [fromX, fromY, fromT] = [Math.floor(x), Math.floor(y), Math.floor(time)];
  const [shareX, shareY, shareT] = [bent(x - fromX), bent(y - fromY), bent(time - fromT)];
  const start = taken(taken(0x9e3779b9, seed), key);
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    const [stepX, stepY, stepT] = [corner & 1, (corner >> 1) & 1, corner >> 2];
    const weight =
      (stepX ? shareX : 1 - shareX) * (stepY ? shareY : 1 - shareY) * (stepT ? shareT : 1 - shareT);
    const height = mix(mix(taken(start, fromT + stepT) ^ (fromX + stepX)) ^ (fromY + stepY));
    sum += weight * height;
  }
  return (2 * sum) / RANGE - 1;
};
