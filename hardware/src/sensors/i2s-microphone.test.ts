import fc from "fast-check";
import { expect, test } from "vitest";
import { ics43434 } from "./ics43434.ts";
import { inmp441 } from "./inmp441.ts";

/** Samples in the upper 24 of 32 bits, as the bus brings them. */
const block = (samples: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4 * samples.length));
  for (const [index, sample] of samples.entries())
    view.setInt32(4 * index, Math.round(sample * 2 ** 23) << 8, true);
  return new Uint8Array(view.buffer);
};

const sine = (decibelsFullScale: number, hertz: number, offset = 0) =>
  Array.from(
    { length: 4800 },
    (_, index) =>
      offset + 10 ** (decibelsFullScale / 20) * Math.sin((2 * Math.PI * hertz * index) / 48_000),
  );

const level = (samples: readonly number[], sensor = ics43434) => {
  const decoded = sensor.decode(block(samples));
  return decoded.ok ? decoded.values.lzeq : decoded.reason;
};

test("the level follows the sensitivity from 40 to 120 dB, whatever the tone and the offset", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 40, max: 119, noNaN: true }),
      fc.constantFrom(50, 100, 1000, 8000),
      fc.double({ min: -0.02, max: 0.02, noNaN: true }),
      fc.constantFrom(ics43434, inmp441),
      (decibels, hertz, offset, sensor) => {
        // 94 dB SPL is -26 dB of full scale.
        expect(level(sine(decibels - 120, hertz, offset), sensor)).toBeCloseTo(decibels, 1);
      },
    ),
  );
});

test("a dead wire is an error, and a block too short to hold a tone is none of its own", () => {
  expect(level(new Array(4800).fill(0.25))).toBe("error_code");
  expect(level([0.1, 0.2])).toBe("foreign");
});
