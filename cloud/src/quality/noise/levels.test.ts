import { meanOf } from "@datacityzen/hardware/averaging/summary";
import { addValue, emptySums as empty, type Sums } from "@datacityzen/hardware/averaging/sums";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noiseHours } from "./hours.ts";
import { laeqOf, laeqOver, ldenOf, levelOf } from "./levels.ts";

const level = fc.double({ min: -20, max: 140, noNaN: true });

describe("LAeq", () => {
  test.each([
    // Two equal sounds are 3 dB more than one; a mean of energies is near the loudest.
    [[60, 60], 60],
    [[50, 60], 57.40362689494244],
    [[0, 0, 0], 0],
    [[80, 40], 76.99013375],
  ])("of %j is %d", (levels, expected) => {
    expect(laeqOf(levels)).toBeCloseTo(expected, 4);
  });

  test("a second of 100 dB in an hour of 50 dB raises it by 14.6 dB", () => {
    const levels = [100, ...Array<number>(3599).fill(50)];
    expect(laeqOf(levels)).toBeCloseTo(10 * Math.log10((1e10 + 3599 * 1e5) / 3600), 9);
    expect(laeqOf(levels)).toBeCloseTo(64.59, 2);
  });

  test("of nothing does not exist", () => {
    expect(laeqOf([])).toBeUndefined();
    expect(laeqOver([])).toBeUndefined();
  });

  // ISO 1996-1, 3.6: the sum over the parts of their energies times their lengths.
  test("over unequal lengths weighs each level by its own", () => {
    const parts = [
      { level: 70, length: 1 },
      { level: 60, length: 7 },
    ];
    expect(laeqOver(parts)).toBeCloseTo(10 * Math.log10((1e7 + 7e6) / 8), 10);
  });

  test("is what the platform's own averages of sound levels give", () => {
    fc.assert(
      fc.property(fc.array(level, { minLength: 1 }), (levels) => {
        const sums = levels.reduce<Sums>(
          (all, value, at) => addValue(all, "energetic", value, at),
          empty,
        );
        expect(laeqOf(levels)).toBeCloseTo(meanOf(sums, "energetic") ?? Number.NaN, 9);
      }),
    );
  });

  test("of equal levels is that level, and lies between the extremes above their arithmetic mean", () => {
    fc.assert(
      fc.property(fc.array(level, { minLength: 1 }), level, (levels, one) => {
        expect(laeqOf(levels.map(() => one))).toBe(one);
        const laeq = laeqOf(levels) ?? Number.NaN;
        expect(laeq).toBeLessThanOrEqual(Math.max(...levels));
        const mean = levels.reduce((sum, value) => sum + value, 0) / levels.length;
        expect(laeq).toBeGreaterThanOrEqual(mean - 1e-9);
      }),
    );
  });
});

describe("Lden", () => {
  test.each([
    // The same level by day and night: 6.4 dB more, the figure that the EEA's guides give.
    [60, 60, 60, 66.395],
    [65, 60, 55, 65],
    // 12 x 10^7, 4 x 10^7 and 8 x 10^7 of 24 parts: each period counts as 70 dB.
    [70, 65, 60, 70],
    [70, 0, 0, 66.99],
    [0, 0, 60, 65.2288],
  ])("of %d by day, %d in the evening and %d by night is %d", (day, evening, night, lden) => {
    for (const hours of Object.values(noiseHours))
      expect(ldenOf({ day, evening, night }, hours)).toBeCloseTo(lden, 2);
  });

  test("needs all three periods", () => {
    const levels = { day: 60, evening: 60, night: 60 };
    for (const period of ["day", "evening", "night"] as const)
      expect(ldenOf({ ...levels, [period]: undefined }, noiseHours.fr)).toBeUndefined();
  });
});

test("the level of no energy is minus infinity", () => {
  expect(levelOf(0)).toBe(Number.NEGATIVE_INFINITY);
});
