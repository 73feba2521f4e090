/** ln Γ(x), x > 0, to ten digits (Lanczos). */
const logGamma = (x: number): number => {
  const terms = [
    76.180_091_729_471_46, -86.505_320_329_416_78, 24.014_098_240_830_91, -1.231_739_572_450_155,
    0.001_208_650_973_866_179, -0.000_005_395_239_384_953,
  ];
  const shifted = x + 5.5 - (x + 0.5) * Math.log(x + 5.5);
  const sum = terms.reduce(
    (total, term, index) => total + term / (x + 1 + index),
    1.000_000_000_190_015,
  );
  return -shifted + Math.log((2.506_628_274_631_000_7 * sum) / x);
};

const ENOUGH = 1e-12;
const MOST_TERMS = 100_000;

/** The regularised lower incomplete gamma function P(a, x): the chance of `a` events or more when x are expected. */
const atLeast = (events: number, expected: number): number => {
  if (events === 0) return 1;
  if (expected === 0) return 0;
  const scale = Math.exp(events * Math.log(expected) - expected - logGamma(events));
  if (expected < events + 1) {
    let term = 1 / events;
    let sum = term;
    for (let n = 1; n < MOST_TERMS && term > sum * ENOUGH; n++) {
      term *= expected / (events + n);
      sum += term;
    }
    return sum * scale;
  }
  // The continued fraction of its complement (Lentz).
  let b = expected + 1 - events;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const a = -n * (n - events);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < ENOUGH) break;
  }
  return 1 - fraction * scale;
};

/** Where a rising function passes `level`, between two bounds. */
const solve = (rising: (x: number) => number, level: number, low: number, high: number): number => {
  let [from, until] = [low, high];
  for (let step = 0; step < 80; step++) {
    const middle = (from + until) / 2;
    if (rising(middle) < level) from = middle;
    else until = middle;
  }
  return (from + until) / 2;
};

const CONFIDENCE = 0.95;

/**
 * The exact 95 % limits of the number of events to be expected, when `count` were counted.
 * F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936), 437–442.
 */
export const poissonLimits = (count: number): readonly [low: number, high: number] => {
  const tail = (1 - CONFIDENCE) / 2;
  const furthest = count + 10 * Math.sqrt(count + 1) + 10;
  return [
    count === 0 ? 0 : solve((expected) => atLeast(count, expected), tail, 0, count),
    solve((expected) => atLeast(count + 1, expected), 1 - tail, count, furthest),
  ];
};
