/** Time constants in seconds: IEC 61672-1:2013, 5.8. */
export const timeConstants = { fast: 0.125, slow: 1 } as const;
export type TimeWeighting = keyof typeof timeConstants;

/** The exponential average of a signal's square, and its extremes. */
export interface TimeWeighted {
  /** Takes the first `length` samples. */
  push(samples: Float64Array, length: number): void;
  /** The lowest and the highest since the last call. */
  take(): { readonly lowest: number; readonly highest: number };
}

export const timeWeighted = (weighting: TimeWeighting, sampleHz: number): TimeWeighted => {
  const share = 1 - Math.exp(-1 / (sampleHz * timeConstants[weighting]));
  let average = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  return {
    push(samples, length) {
      for (let at = 0; at < length; at++) {
        average += share * ((samples[at] as number) ** 2 - average);
        if (average < lowest) lowest = average;
        if (average > highest) highest = average;
      }
    },
    take() {
      const extremes = { lowest: Math.min(lowest, highest), highest };
      lowest = Number.POSITIVE_INFINITY;
      highest = 0;
      return extremes;
    },
  };
};
