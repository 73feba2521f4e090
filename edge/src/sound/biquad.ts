/** A section of a digital filter of second order; a0 is 1. */
export interface Section {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** What a cascade of sections remembers: two numbers for each. */
export interface Cascade {
  readonly sections: readonly Section[];
  readonly memory: Float64Array;
}

export const cascadeOf = (sections: readonly Section[]): Cascade => ({
  sections,
  memory: new Float64Array(2 * sections.length),
});

/** Far below one bit of any converter. Smaller numbers slow every processor down. */
const NOTHING = 1e-30;

/** Filters the first `length` samples in place (transposed direct form II). */
export const filterInPlace = (
  { sections, memory }: Cascade,
  samples: Float64Array,
  length: number,
): void => {
  for (const [index, { b0, b1, b2, a1, a2 }] of sections.entries()) {
    let first = memory[2 * index] ?? 0;
    let second = memory[2 * index + 1] ?? 0;
    for (let at = 0; at < length; at++) {
      const input = samples[at] as number;
      const output = b0 * input + first;
      first = b1 * input - a1 * output + second;
      second = b2 * input - a2 * output;
      samples[at] = output;
    }
    memory[2 * index] = Math.abs(first) < NOTHING ? 0 : first;
    memory[2 * index + 1] = Math.abs(second) < NOTHING ? 0 : second;
  }
};

/** The gain of a cascade at a frequency, as a factor of the amplitude. */
export const gainAt = (sections: readonly Section[], hertz: number, sampleHz: number): number => {
  const angle = (2 * Math.PI * hertz) / sampleHz;
  const [cos1, sin1] = [Math.cos(angle), Math.sin(angle)];
  const [cos2, sin2] = [Math.cos(2 * angle), Math.sin(2 * angle)];
  let gain = 1;
  for (const { b0, b1, b2, a1, a2 } of sections) {
    const above = Math.hypot(b0 + b1 * cos1 + b2 * cos2, b1 * sin1 + b2 * sin2);
    const below = Math.hypot(1 + a1 * cos1 + a2 * cos2, a1 * sin1 + a2 * sin2);
    gain *= above / below;
  }
  return gain;
};

/** The same section with a gain of 1 at that frequency. */
export const withUnitGainAt = (section: Section, hertz: number, sampleHz: number): Section => {
  const gain = gainAt([section], hertz, sampleHz);
  const { b0, b1, b2 } = section;
  return { ...section, b0: b0 / gain, b1: b1 / gain, b2: b2 / gain };
};
