import { bandLevels } from "@datacityzen/hardware/quantities/sound";
import { describe, expect, test } from "vitest";
import { sampleRates } from "./sound-level-meter.ts";
import { thirdOctaveBank } from "./third-octave-bank.ts";
import { midbandHz, OCTAVE } from "./third-octave-filter.ts";
import { tone } from "./tone.fixture.ts";

/**
 * Class 1 at the breakpoints of an octave filter: how far from the midband frequency as a power of the
 * octave ratio, and the least and the most attenuation in dB. The stricter of IEC 61260:1995 and
 * IEC 61260-1:2014, table 1.
 */
const mask = [
  [0, -0.3, 0.3],
  [1 / 8, -0.3, 0.4],
  [1 / 4, -0.3, 0.6],
  [3 / 8, -0.3, 1.3],
  [1 / 2, 2, 5],
  [1, 17.5, Number.POSITIVE_INFINITY],
  [2, 42, Number.POSITIVE_INFINITY],
  [3, 61, Number.POSITIVE_INFINITY],
  [4, 70, Number.POSITIVE_INFINITY],
] as const;

/** Where an octave filter's breakpoint stands for a third of an octave (IEC 61260-1:2014, 5.10.4). */
const ratioOf = (power: number): number =>
  1 + ((OCTAVE ** (1 / 6) - 1) / (OCTAVE ** (1 / 2) - 1)) * (OCTAVE ** power - 1);

/** The attenuation of a tone by each band, in dB. */
const attenuations = (hertz: number, sampleHz: number, settleFor: number): readonly number[] => {
  const longest = sampleHz / 10;
  const bank = thirdOctaveBank(sampleHz, longest);
  const samples = tone(hertz, 120, sampleHz, 2 * settleFor + 0.2);
  const half = Math.floor(samples.length / 2 / longest) * longest;
  const run = (from: number, until: number) => {
    for (let at = from; at + longest <= until; at += longest)
      bank.push(samples.subarray(at, at + longest), longest);
    return bank.take();
  };
  run(0, half);
  return run(half, samples.length).map((square) => -10 * Math.log10(2 * square));
};

const named = bandLevels.map((name, place) => [name, place] as const);

describe.each(sampleRates)("at %i Hz", (sampleHz) => {
  test.each(named)("%s passes and stops as class 1 asks", (_, place) => {
    const middle = midbandHz(place - 16);
    // Some twenty periods of its width, and the wait in the filters that halve the rate.
    const settleFor = Math.max(0.2, 60 / middle);
    for (const [power, least, most] of mask)
      for (const ratio of [ratioOf(power), 1 / ratioOf(power)]) {
        const hertz = middle * ratio;
        // Above, the converter's own filter stands; below, one period is longer than a measurement.
        if (hertz > sampleHz / 2 - 100 || hertz < 4) continue;
        const attenuation = attenuations(hertz, sampleHz, settleFor)[place] ?? Number.NaN;
        expect(attenuation, `at ${hertz} Hz`).toBeGreaterThanOrEqual(least);
        expect(attenuation, `at ${hertz} Hz`).toBeLessThanOrEqual(most);
      }
  });

  test("what two bands share is counted once: the sum of all is the tone", () => {
    for (const hertz of [30, 110, 500, 890, 1122, 3000, 9000, 13_000]) {
      const sum = attenuations(hertz, sampleHz, 2)
        .map((attenuation) => 10 ** (-attenuation / 10))
        .reduce((one, other) => one + other);
      expect(Math.abs(10 * Math.log10(sum)), `at ${hertz} Hz`).toBeLessThan(0.7);
    }
  });
});
