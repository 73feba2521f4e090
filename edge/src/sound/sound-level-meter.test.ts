import { thirdOctaves } from "@datacityzen/hardware/quantities/sound";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSoundLevelMeter, type SampleRate, sampleRates } from "./sound-level-meter.ts";
import { tone } from "./tone.fixture.ts";

const microphone = { sensitivity: -26, tolerance: 1, signalToNoise: 65, overload: 120 };

const meterOf = (
  timeWeighting: "fast" | "slow" = "fast",
  sampleHz: SampleRate = 48_000,
  offset = 0,
) => createSoundLevelMeter({ microphone, sampleHz, timeWeighting, offset });

/** Draws the same numbers at each run. */
const seeded = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return seed / 2 ** 32;
};

/** Noise whose third-octave levels follow `levelAt`, made of tones close to each other. */
const noise = (levelAt: (hertz: number) => number, seconds: number): Float64Array => {
  const random = seeded(7);
  const samples = new Float64Array(48_000 * seconds);
  for (const nominal of thirdOctaves.map(Number))
    for (let part = 0; part < 4; part++) {
      const hertz = nominal * 10 ** (0.1 * ((part + random()) / 4 - 0.5));
      const amplitude = 10 ** ((levelAt(nominal) - 10 * Math.log10(4) - 120) / 20);
      const phase = 2 * Math.PI * random();
      for (let at = 0; at < samples.length; at++)
        samples[at] =
          (samples[at] ?? 0) + amplitude * Math.sin((2 * Math.PI * hertz * at) / 48_000 + phase);
    }
  return samples;
};

describe.each(sampleRates)("at %i Hz", (sampleHz) => {
  test("94 dB at 1 kHz are 94 dB in A, C and Z, and in the band of 1 kHz, with the offset added", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 35, max: 118, noNaN: true }),
        fc.double({ min: -10, max: 10, noNaN: true }),
        fc.integer({ min: 1, max: 9000 }),
        (decibels, offset, chunk) => {
          const meter = meterOf("fast", sampleHz, offset);
          const samples = tone(1000, decibels, sampleHz, 4);
          const seconds = [];
          for (let at = 0; at < samples.length; at += chunk)
            seconds.push(...meter.push(samples.subarray(at, at + chunk)));
          // The first two are the filters' own.
          expect(seconds).toHaveLength(2);
          const [levels] = seconds;
          for (const level of ["laeq", "lamin", "lamax", "lceq", "lzeq"] as const)
            expect(levels?.[level]).toBeCloseTo(decibels + offset, 1);
          expect(levels?.bands[16]).toBeCloseTo(decibels + offset, 1);
        },
      ),
      { numRuns: 6 },
    );
  });
});

/**
 * IEC 61672-1:2013, table 4: what the highest level of a burst of 4 kHz is below that of the same tone
 * without end, and how far a class 1 meter may be from it.
 */
test.each([
  ["fast", 1000, 0.0, 0.5, 0.5],
  ["fast", 200, -1.0, 0.5, 0.5],
  ["fast", 50, -4.8, 1.0, 1.0],
  ["fast", 10, -11.1, 1.0, 1.0],
  ["fast", 2, -18.0, 1.0, 1.5],
  ["slow", 1000, -2.0, 0.5, 0.5],
  ["slow", 200, -7.4, 0.5, 0.5],
  ["slow", 50, -13.1, 1.0, 1.0],
  ["slow", 2, -27.0, 1.0, 1.5],
] as const)(
  "%s: a burst of %i ms rises as class 1 asks",
  (weighting, ms, expected, above, below) => {
    const meter = meterOf(weighting);
    const samples = new Float64Array(48_000 * 10);
    samples.set(tone(4000, 100, 48_000, ms / 1000), 48_000 * 7);
    const highest = Math.max(...meter.push(samples).map(({ lamax }) => lamax));
    const steady =
      meterOf(weighting)
        .push(tone(4000, 100, 48_000, 9))
        .at(-1)?.lamax ?? 0;
    expect(highest - steady - expected).toBeLessThanOrEqual(above);
    expect(highest - steady - expected).toBeGreaterThanOrEqual(-below);
  },
);

test.each([
  ["fast", 34.7, 3.8],
  ["slow", 4.3, 0.8],
] as const)("%s falls by %d dB a second when the sound ends", (weighting, rate, tolerance) => {
  const meter = meterOf(weighting);
  const samples = new Float64Array(48_000 * 10);
  samples.set(tone(4000, 100, 48_000, 7));
  const [, one, other] = meter
    .push(samples)
    .map(({ lamin }) => lamin)
    .slice(-3);
  // Where the lowest of a second stands at its end.
  expect((one ?? 0) - (other ?? 0)).toBeGreaterThan(rate - tolerance);
  expect((one ?? 0) - (other ?? 0)).toBeLessThan(rate + tolerance);
});

test("a sound that is too loud is clipped; one that only reaches full scale once is not", () => {
  const loud = tone(1000, 126, 48_000, 3).map((sample) => Math.max(-1, Math.min(1, sample)));
  expect(meterOf().push(loud)[0]).toMatchObject({ isClipped: true, isDead: false });
  const once = tone(1000, 100, 48_000, 3);
  once[2.5 * 48_000] = 1;
  expect(meterOf().push(once)[0]).toMatchObject({ isClipped: false });
});

test("a wire that is off is dead, at rest as at an offset, and an offset is no sound", () => {
  expect(meterOf().push(new Float64Array(48_000 * 3).fill(0.25))[0]?.isDead).toBe(true);
  const shifted = tone(1000, 60, 48_000, 3).map((sample) => sample + 0.1);
  expect(meterOf().push(shifted)[0]).toMatchObject({
    isDead: false,
    lzeq: expect.closeTo(60, 1),
    laeq: expect.closeTo(60, 1),
  });
});

describe("wind", () => {
  const isWindy = (levelAt: (hertz: number) => number) =>
    meterOf().push(noise(levelAt, 3))[0]?.isWindy;

  test("low frequencies that fall smoothly, 23 dB a decade, are wind", () => {
    const wind = (hertz: number) => 85 - 23 * Math.log10(hertz / 25);
    expect(isWindy(wind)).toBe(true);
    // Over the noise of a street.
    expect(isWindy((hertz) => 10 * Math.log10(10 ** (wind(hertz) / 10) + 10 ** 4.5))).toBe(true);
  });

  test("a street, a quiet night, an engine that idles and noise of one level are none", () => {
    const street = (hertz: number) =>
      hertz < 63 ? 60 + 4 * Math.log2(hertz / 25) : 66 - 3 * Math.log2(hertz / 63);
    expect(isWindy(street)).toBe(false);
    expect(isWindy((hertz) => 40 - 23 * Math.log10(hertz / 25))).toBe(false);
    expect(isWindy((hertz) => (hertz === 31.5 ? 90 : street(hertz)))).toBe(false);
    expect(isWindy(() => 60)).toBe(false);
  });
});
