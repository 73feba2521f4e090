import { type Section, withUnitGainAt } from "./biquad.ts";

/** Poles of the weightings in hertz: IEC 61672-1:2013, annex E. */
const F1 = 20.598_997;
const F2 = 107.652_65;
const F3 = 737.862_23;
const F4 = 12_194.217;

const REFERENCE_HZ = 1000;

interface FirstOrder {
  readonly b0: number;
  readonly b1: number;
  readonly a1: number;
}

/** By the bilinear transform, which is exact enough so far below the sampling rate. */
const highPass = (hertz: number, sampleHz: number): FirstOrder => {
  const warped = Math.tan((Math.PI * hertz) / sampleHz);
  const b0 = 1 / (1 + warped);
  return { b0, b1: -b0, a1: (warped - 1) / (warped + 1) };
};

/** Where the gain of the low-pass filter is matched, beside 0 Hz and half the sampling rate. */
const MATCHED_HZ = 10_000;

/**
 * Two equal poles. They are the analogue filter's, and so is the gain at three frequencies, from which
 * the zeros follow; the bilinear transform would lose 2.5 dB at 12.5 kHz.
 * M. Vicanek, "Matched second order digital filters" (2016).
 */
const twoLowPasses = (hertz: number, sampleHz: number): Section => {
  const pole = Math.exp((-2 * Math.PI * hertz) / sampleHz);
  const [a1, a2] = [-2 * pole, pole ** 2];
  const [atZero, atNyquist, between] = [(1 + a1 + a2) ** 2, (1 - a1 + a2) ** 2, -4 * a2];
  const powerGain = (at: number) => 1 / (1 + (at / hertz) ** 2) ** 2;
  const high = Math.sin((Math.PI * MATCHED_HZ) / sampleHz) ** 2;
  const low = 1 - high;
  const zeroAtNyquist = atNyquist * powerGain(sampleHz / 2);
  const wanted =
    powerGain(MATCHED_HZ) * (atZero * low + atNyquist * high + between * 4 * low * high);
  const zerosBetween = (wanted - atZero * low - zeroAtNyquist * high) / (4 * low * high);
  const sum = (Math.sqrt(atZero) + Math.sqrt(zeroAtNyquist)) / 2;
  const b0 = (sum + Math.sqrt(sum ** 2 + zerosBetween)) / 2;
  const b1 = (Math.sqrt(atZero) - Math.sqrt(zeroAtNyquist)) / 2;
  return { b0, b1, b2: -zerosBetween / (4 * b0), a1, a2 };
};

const inSeries = (one: FirstOrder, other: FirstOrder): Section => ({
  b0: one.b0 * other.b0,
  b1: one.b0 * other.b1 + one.b1 * other.b0,
  b2: one.b1 * other.b1,
  a1: one.a1 + other.a1,
  a2: one.a1 * other.a1,
});

const normalised = (sections: readonly Section[], sampleHz: number): Section[] =>
  sections.map((section) => withUnitGainAt(section, REFERENCE_HZ, sampleHz));

/** Frequency weighting A, 0 dB at 1 kHz. */
export const weightingA = (sampleHz: number): Section[] =>
  normalised(
    [
      inSeries(highPass(F1, sampleHz), highPass(F1, sampleHz)),
      inSeries(highPass(F2, sampleHz), highPass(F3, sampleHz)),
      twoLowPasses(F4, sampleHz),
    ],
    sampleHz,
  );

/** Frequency weighting C, 0 dB at 1 kHz. */
export const weightingC = (sampleHz: number): Section[] =>
  normalised(
    [inSeries(highPass(F1, sampleHz), highPass(F1, sampleHz)), twoLowPasses(F4, sampleHz)],
    sampleHz,
  );
