/** A histogram: neighbouring classes differ by 2 %, and its memory does not grow with the count. */
const RATIO = Math.log(1.02);
/** The first class: 10 µs. */
const SMALLEST_MS = 0.01;

export interface Latencies {
  add(ms: number): void;
  readonly count: () => number;
  /** The latency that a share (0 to 1) of all do not exceed, ms; undefined when there are none. */
  percentile(share: number): number | undefined;
  maximum(): number;
}

export const createLatencies = (): Latencies => {
  const classes: number[] = [];
  let count = 0;
  let maximum = 0;
  return {
    add(ms) {
      const index = Math.max(0, Math.ceil(Math.log(ms / SMALLEST_MS) / RATIO));
      classes[index] = (classes[index] ?? 0) + 1;
      count += 1;
      maximum = Math.max(maximum, ms);
    },
    count: () => count,
    percentile(share) {
      let seen = 0;
      for (const [index, size = 0] of classes.entries()) {
        seen += size;
        if (size > 0 && seen >= share * count)
          return Math.min(SMALLEST_MS * Math.exp(index * RATIO), maximum);
      }
      return undefined;
    },
    maximum: () => maximum,
  };
};
