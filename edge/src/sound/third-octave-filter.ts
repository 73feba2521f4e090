import { type Section, withUnitGainAt } from "./biquad.ts";

/** The octave ratio of IEC 61260-1:2014, 5.2. */
export const OCTAVE = 10 ** 0.3;

/** Exact midband frequency of a third-octave band; 0 is that of 1 kHz, 1 the next higher (5.4). */
export const midbandHz = (index: number): number => 1000 * OCTAVE ** (index / 3);

/** Order of the low-pass filter from which the band-pass filter is made: 8 poles, 4 sections. */
const ORDER = 4;

interface Complex {
  readonly re: number;
  readonly im: number;
}

/** The root whose imaginary part is not negative. */
const root = ({ re, im }: Complex): Complex => {
  const size = Math.hypot(re, im);
  const real = Math.sqrt((size + re) / 2);
  return { re: im < 0 ? -real : real, im: Math.sqrt((size - re) / 2) };
};

/** A pair of poles (s and its conjugate) and two zeros at 0 Hz and half the sampling rate. */
const sectionOf = ({ re, im }: Complex): Section => {
  // Bilinear transform, z = (1 + s) / (1 - s).
  const below = (1 - re) ** 2 + im ** 2;
  const zRe = (1 - re ** 2 - im ** 2) / below;
  const zIm = (2 * im) / below;
  return { b0: 1, b1: 0, b2: -1, a1: -2 * zRe, a2: zRe ** 2 + zIm ** 2 };
};

/**
 * A Butterworth band-pass filter whose attenuation is 3 dB at the band's edges and none at its midband
 * frequency; its edges are prewarped, so that they stand where they should at any sampling rate.
 */
export const thirdOctaveFilter = (index: number, sampleHz: number): Section[] => {
  const middle = midbandHz(index);
  const warped = (hertz: number) => Math.tan((Math.PI * hertz) / sampleHz);
  const low = warped(middle * OCTAVE ** (-1 / 6));
  const high = warped(middle * OCTAVE ** (1 / 6));
  const width = high - low;
  const square = low * high;
  const sections: Section[] = [];
  for (let pole = 0; pole < ORDER / 2; pole++) {
    const angle = (Math.PI * (2 * pole + ORDER + 1)) / (2 * ORDER);
    const half = { re: (Math.cos(angle) * width) / 2, im: (Math.sin(angle) * width) / 2 };
    const delta = root({ re: half.re ** 2 - half.im ** 2 - square, im: 2 * half.re * half.im });
    sections.push(
      sectionOf({ re: half.re + delta.re, im: half.im + delta.im }),
      sectionOf({ re: half.re - delta.re, im: half.im - delta.im }),
    );
  }
  return sections.map((section) => withUnitGainAt(section, middle, sampleHz));
};
