/** Where a quantile lies among `count` order statistics: type 7 of Hyndman and Fan (1996). */
const placeOf = (count: number, percent: number) => {
  const place = ((count - 1) * (100 - percent)) / 100;
  const below = Math.floor(place);
  return { below, above: Math.min(below + 1, count - 1), part: place - below };
};

const between = (low: number, high: number, part: number): number => low + (high - low) * part;

/**
 * The level exceeded for `percent` of the time, of levels in ascending order: L10 is the 90th
 * percentile. By linear interpolation between order statistics, as numpy and R do unless told otherwise.
 */
export const exceededOf = (ascending: Float64Array, percent: number): number | undefined => {
  if (ascending.length === 0) return undefined;
  const { below, above, part } = placeOf(ascending.length, percent);
  return between(ascending[below] as number, ascending[above] as number, part);
};

/**
 * The same of levels in any order and in several parts; NaN is no level. Nothing is copied or sorted: a
 * year of seconds has 31 million values.
 */
export const exceededIn = (parts: readonly Float64Array[], percent: number): number | undefined => {
  const all = bandOf(parts, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  if (all.count === 0) return undefined;
  const { below, above, part } = placeOf(all.count, percent);
  const low = valueAtRank(parts, all, below);
  return between(low, part === 0 ? low : valueAtRank(parts, all, above), part);
};

/** The values from `lowest` to `highest`, both included. */
interface Band {
  readonly lowest: number;
  readonly highest: number;
  readonly count: number;
}

const BINS = 4096;
/** So few values are sorted at once. */
const FEW = 4096;

/** Halves, or rather divides by 4096, the band that holds the rank, until it is small or one value. */
const valueAtRank = (parts: readonly Float64Array[], all: Band, wanted: number): number => {
  let band = all;
  let rank = wanted;
  while (band.lowest < band.highest && band.count > FEW) {
    const { lowest, highest } = band;
    const perUnit = BINS / (highest - lowest);
    const binOf = (value: number) => Math.min(BINS - 1, Math.floor((value - lowest) * perUnit));
    const counts = countsOf(parts, band, binOf);
    let bin = 0;
    for (; rank >= (counts[bin] as number); bin += 1) rank -= counts[bin] as number;
    band = bandOf(parts, lowest, highest, (value) => binOf(value) === bin);
  }
  return band.lowest === band.highest ? band.lowest : (sortedIn(parts, band)[rank] as number);
};

const countsOf = (
  parts: readonly Float64Array[],
  { lowest, highest }: Band,
  binOf: (value: number) => number,
): Uint32Array => {
  const counts = new Uint32Array(BINS);
  for (const part of parts)
    for (const value of part)
      if (value >= lowest && value <= highest) {
        const bin = binOf(value);
        counts[bin] = (counts[bin] as number) + 1;
      }
  return counts;
};

const bandOf = (
  parts: readonly Float64Array[],
  from: number,
  until: number,
  belongs?: (value: number) => boolean,
): Band => {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (const part of parts)
    for (const value of part) {
      if (!(value >= from && value <= until) || belongs?.(value) === false) continue;
      count += 1;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
  return { lowest, highest, count };
};

const sortedIn = (
  parts: readonly Float64Array[],
  { lowest, highest, count }: Band,
): Float64Array => {
  const values = new Float64Array(count);
  let filled = 0;
  for (const part of parts)
    for (const value of part)
      if (value >= lowest && value <= highest) {
        values[filled] = value;
        filled += 1;
      }
  return values.sort();
};
