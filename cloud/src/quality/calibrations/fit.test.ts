import fc from "fast-check";
import { expect, test } from "vitest";
import { fitCalibration, LEAST_HOURS, validRange } from "./fit.ts";
import { createHourlyPairs, type Pair } from "./pairs.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const hours = (of: (index: number) => readonly [sensor: number, reference: number], n = 48) =>
  Array.from({ length: n }, (_, index): Pair => {
    const [sensor, reference] = of(index);
    return { at: START + index * HOUR, sensor, reference };
  });

test("the line, its errors and both RMSE are those of a table worked by hand", () => {
  // Sensor 10, 20, 30, 40 in turn; reference 0.5 × sensor + 2, plus and minus 1 in turn of four.
  const noise = [1, -1, -1, 1];
  const found = fitCalibration(
    hours((index) => {
      const sensor = 10 * ((index % 4) + 1);
      return [sensor, 0.5 * sensor + 2 + (noise[index % 4] ?? 0)];
    }),
  );
  expect(found).toMatchObject({
    ok: true,
    fit: { n: 48, lowest: 10, highest: 40, from: START, until: START + 48 * HOUR },
  });
  if (!found.ok) return;
  const { fit } = found;
  expect(fit.slope).toBeCloseTo(0.5, 10);
  expect(fit.intercept).toBeCloseTo(2, 10);
  // Residuals are ±1: their sum of squares is 48, over 46 degrees of freedom; Sxx is 48 × 125.
  expect(fit.rmseAfter).toBeCloseTo(1, 10);
  expect(fit.slopeError).toBeCloseTo(Math.sqrt(48 / 46 / 6000), 9);
  expect(fit.interceptError).toBeCloseTo(Math.sqrt((48 / 46) * (1 / 48 + 625 / 6000)), 9);
  // Sensor minus reference: 2, 9, 14, 17.
  expect(fit.biasBefore).toBeCloseTo(10.5, 10);
  expect(fit.rmseBefore).toBeCloseTo(Math.sqrt((4 + 81 + 196 + 289) / 4), 9);
  // R² = 1 − 48 / (0.25 × 6000 + 48).
  expect(fit.r2).toBeCloseTo(1500 / 1548, 9);
  expect(validRange("temperature", fit)).toEqual([-5, 55]);
  expect(validRange("pm2_5", fit)).toEqual([0, 55]);
});

test("too few hours, no spread or a line that falls is no calibration", () => {
  const rising = hours((index) => [index, index]);
  expect(fitCalibration(rising)).toMatchObject({ ok: true });
  expect(fitCalibration(rising.slice(1))).toEqual({
    ok: false,
    fault: { kind: "too_few", n: LEAST_HOURS - 1 },
  });
  expect(fitCalibration(hours((index) => [7, index]))).toMatchObject({
    fault: { kind: "no_spread" },
  });
  expect(fitCalibration(hours((index) => [index, 7]))).toMatchObject({
    fault: { kind: "no_spread" },
  });
  expect(fitCalibration(hours((index) => [index, -index]))).toMatchObject({
    fault: { kind: "not_rising" },
  });
});

test("a line never fits worse than none, whatever the values", () => {
  const value = fc.double({ min: 0, max: 1000, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(value, value), { minLength: LEAST_HOURS, maxLength: 80 }),
      (values) => {
        const found = fitCalibration(
          hours((index) => values[index] as [number, number], values.length),
        );
        if (!found.ok) return;
        expect(found.fit.rmseAfter).toBeLessThanOrEqual(found.fit.rmseBefore + 1e-6);
        expect(found.fit.r2).toBeLessThanOrEqual(1);
        const [low, high] = validRange("pm2_5", found.fit);
        expect(low).toBeLessThanOrEqual(found.fit.lowest);
        expect(high).toBeGreaterThanOrEqual(found.fit.highest);
      },
    ),
  );
});

test("readings become means of their hours, in order, whatever the order in which they come", () => {
  const pairs = createHourlyPairs();
  pairs.add({ at: START + HOUR, sensor: 4, reference: 2 });
  pairs.add({ at: START + 1, sensor: 10, reference: 5 });
  pairs.add({ at: START + HOUR - 1, sensor: 20, reference: 7 });
  expect(pairs.pairs()).toEqual([
    { at: START, sensor: 15, reference: 6 },
    { at: START + HOUR, sensor: 4, reference: 2 },
  ]);
});
