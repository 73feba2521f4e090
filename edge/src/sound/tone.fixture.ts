/** 94 dB is 26 dB below full scale. */
const LEVEL_OF_FULL_SCALE = 120;

/** A sine of so many dB, for a microphone of −26 dBFS at 94 dB, from -1 to 1. */
export const tone = (
  hertz: number,
  decibels: number,
  sampleHz: number,
  seconds: number,
): Float64Array => {
  const amplitude = 10 ** ((decibels - LEVEL_OF_FULL_SCALE) / 20);
  return Float64Array.from(
    { length: Math.round(seconds * sampleHz) },
    (_, at) => amplitude * Math.sin((2 * Math.PI * hertz * at) / sampleHz),
  );
};
