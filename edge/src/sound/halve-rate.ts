/** Half of the filter's length; its taps at even distances from the middle are 0, but for the middle. */
const REACH = 31;
/** Kaiser's window with more than 80 dB of attenuation. */
const BETA = 8;

const besselI0 = (x: number): number => {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
};

/** Taps at the distances 1, 3, 5 … of a half-band low-pass filter; the middle one is 0.5. */
export const halfBandTaps: Float64Array = Float64Array.from(
  { length: (REACH + 1) / 2 },
  (_, index) => {
    const distance = 2 * index + 1;
    const window = besselI0(BETA * Math.sqrt(1 - (distance / (REACH + 1)) ** 2)) / besselI0(BETA);
    return (Math.sin((Math.PI * distance) / 2) / (Math.PI * distance)) * window;
  },
);

/** Takes blocks of samples and gives each second one, without what the lower rate cannot hold. */
export interface HalvedRate {
  /** Of the first `length` samples of `input`; writes to `output` and gives how many. */
  push(input: Float64Array, length: number, output: Float64Array): number;
}

export const halveRate = (longestBlock: number): HalvedRate => {
  const kept = 2 * REACH;
  const held = new Float64Array(kept + longestBlock);
  /** Where in `held` the middle of the next output stands. */
  let middle = kept - REACH;
  return {
    push(input, length, output) {
      held.set(length === input.length ? input : input.subarray(0, length), kept);
      const end = kept + length;
      let count = 0;
      for (; middle + REACH < end; middle += 2) {
        let sum = 0.5 * (held[middle] as number);
        for (let tap = 0; tap < halfBandTaps.length; tap++) {
          const distance = 2 * tap + 1;
          sum +=
            (halfBandTaps[tap] as number) *
            ((held[middle - distance] as number) + (held[middle + distance] as number));
        }
        output[count++] = sum;
      }
      held.copyWithin(0, end - kept, end);
      middle -= length;
      return count;
    },
  };
};
