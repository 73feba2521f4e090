import fc from "fast-check";
import { expect, test } from "vitest";
import type { Correction, Measured } from "./correction.ts";
import { epa2021, epa2021Linear } from "./epa.ts";
import { growthFactor, kappaKoehler, sds011Power, usualGrowth } from "./growth.ts";
import { airGradientSlope, slopeCorrection } from "./slopes.ts";

const madeBy = (correction: Correction, measured: Measured) => {
  const outcome = correction.correct(measured);
  if (!outcome.ok) throw new Error(`${outcome.refusal.kind} ${outcome.refusal.quantity}`);
  return Object.fromEntries(outcome.made.map(({ quantity, value }) => [quantity, value]));
};
const pm = (correction: Correction, measured: Measured) => madeBy(correction, measured).pm2_5;

test.each([
  // Barkjohn et al. 2021: 0.524 × PAcf1 − 0.0862 × RH + 5.75.
  [30, 50, 17.16],
  [0, 0, 5.75],
  [12.5, 60, 7.128],
  [100, 40, 54.702],
  [0, 100, -2.87],
])("the linear formula: %d µg/m³ at %d %%", (raw, humidity, expected) => {
  expect(pm(epa2021Linear, { pm2_5: raw, humidity })).toBeCloseTo(expected, 10);
});

test.each([
  [10, 50, 6.68],
  [0, 50, 0],
  [1, 100, 0],
  [29.999, 0, 0.524 * 29.999 + 5.75],
  // Half of the way between 0.524 and 0.786.
  [40, 50, 0.655 * 40 - 4.31 + 5.75],
  [50, 50, 0.786 * 50 - 4.31 + 5.75],
  [200, 30, 0.786 * 200 - 2.586 + 5.75],
  // Half of the way between the damp line and the smoke curve.
  [
    235,
    40,
    (0.69 * 0.5 + 0.786 * 0.5) * 235 + (5.75 - 3.448) * 0.5 + (2.966 + 8.84e-4 * 235 ** 2) * 0.5,
  ],
  [260, 80, 2.966 + 0.69 * 260 + 8.84e-4 * 260 ** 2],
  [500, 80, 2.966 + 345 + 221],
  // Humidity is clamped.
  [10, 120, 0.524 * 10 - 8.62 + 5.75],
  [10, -5, 0.524 * 10 + 5.75],
])("the extended formula: %d µg/m³ at %d %%", (raw, humidity, expected) => {
  expect(pm(epa2021, { pm2_5: raw, humidity })).toBeCloseTo(expected, 9);
});

test("the parts of the extended formula meet, and it never goes down with the concentration", () => {
  for (const seam of [30, 50, 210, 260])
    for (const humidity of [0, 50, 100])
      expect(pm(epa2021, { pm2_5: seam - 1e-9, humidity })).toBeCloseTo(
        pm(epa2021, { pm2_5: seam, humidity }) ?? Number.NaN,
        6,
      );
  const value = fc.double({ min: 1, max: 1000, noNaN: true });
  fc.assert(
    fc.property(value, value, fc.double({ min: 0, max: 100, noNaN: true }), (a, b, humidity) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const corrected = pm(epa2021, { pm2_5: low, humidity }) ?? Number.NaN;
      expect(corrected).toBeGreaterThanOrEqual(0);
      expect(pm(epa2021, { pm2_5: high, humidity })).toBeGreaterThanOrEqual(corrected - 1e-9);
    }),
  );
});

test("the factory's calibration is taken where it is there", () => {
  const outcome = epa2021.correct({ pm2_5: 20, pm2_5_cf1: 30, humidity: 50 });
  expect(outcome).toMatchObject({
    ok: true,
    made: [{ quantity: "pm2_5", raw: 30, input: "pm2_5_cf1" }],
  });
});

test.each([
  // Crilley et al. 2018, equation 6, with κ 0.35: C = 1 + 0.35/1.65 / (1/aw − 1).
  [80, 1 + 0.35 / 1.65 / (1 / 0.8 - 1)],
  [65, 1 + 0.35 / 1.65 / (1 / 0.65 - 1)],
  [64.9, 1],
  [0, 1],
  [95, 1 + (0.35 / 1.65) * 19],
  [100, 1 + (0.35 / 1.65) * 19],
])("particles at %d %% seem %d times as heavy", (humidity, factor) => {
  expect(growthFactor(humidity, usualGrowth)).toBeCloseTo(factor, 10);
  const dry = madeBy(kappaKoehler(usualGrowth), { pm2_5: 20, pm10: 40, humidity });
  expect(dry.pm2_5).toBeCloseTo(20 / factor, 9);
  expect(dry.pm10).toBeCloseTo(40 / factor, 9);
});

test("κ, and where it begins, are the person's to choose", () => {
  expect(growthFactor(50, { kappa: 0.4, dryBelow: 0, most: 95 })).toBeCloseTo(1 + 0.4 / 1.65, 10);
  expect(growthFactor(0, { kappa: 0.4, dryBelow: 0, most: 95 })).toBe(1);
});

test.each([
  [0, 1, 1],
  [100, 1.48756, 1.81559],
  [70, 1 + 0.48756 * 0.7 ** 8.60068, 1 + 0.81559 * 0.7 ** 5.83411],
])("the power law of the SDS011 at %d %%", (humidity, fine, coarse) => {
  const dry = madeBy(sds011Power, { pm2_5: 10, pm10: 20, humidity });
  expect(dry.pm2_5).toBeCloseTo(10 / fine, 9);
  expect(dry.pm10).toBeCloseTo(20 / coarse, 9);
});

test("PM10 is never below PM2.5 after a correction", () => {
  expect(madeBy(epa2021, { pm2_5: 3, pm10: 3, humidity: 10 })).toEqual({ pm2_5: 6.46, pm10: 6.46 });
  expect(madeBy(sds011Power, { pm2_5: 10, pm10: 10, humidity: 90 }).pm10).toBe(
    pm(sds011Power, { pm2_5: 10, humidity: 90 }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(epa2021, sds011Power, kappaKoehler(usualGrowth)),
      fc.double({ min: 0, max: 999, noNaN: true }),
      fc.double({ min: 0, max: 999, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (correction, pm2_5, pm10, humidity) => {
        const made = madeBy(correction, { pm2_5, pm10, humidity });
        expect(made.pm10).toBeGreaterThanOrEqual(made.pm2_5 ?? Number.NaN);
      },
    ),
  );
});

test("what is missing or impossible is refused, never guessed", () => {
  const all = [epa2021Linear, epa2021, kappaKoehler(usualGrowth), sds011Power];
  for (const correction of all) {
    expect(correction.correct({ pm2_5: 10 })).toEqual({
      ok: false,
      refusal: { kind: "missing", quantity: "humidity" },
    });
    expect(correction.correct({ humidity: 50 })).toMatchObject({ refusal: { quantity: "pm2_5" } });
    expect(correction.correct({ pm2_5: -1, humidity: 50 })).toMatchObject({
      refusal: { kind: "out_of_range", quantity: "pm2_5" },
    });
    if (correction !== epa2021)
      expect(correction.correct({ pm2_5: 10, humidity: 101 })).toMatchObject({
        refusal: { kind: "out_of_range", quantity: "humidity" },
      });
  }
});

test("a line: intercept + slope × raw, of any quantity", () => {
  const line = { slope: 0.5, intercept: 2 };
  expect(madeBy(slopeCorrection(line, "pm2_5"), { pm2_5: 10 })).toEqual({ pm2_5: 7 });
  expect(madeBy(slopeCorrection(line, "no2"), { no2: 10, pm2_5: 3 })).toEqual({ no2: 7 });
  expect(slopeCorrection(line, "no2").correct({ pm2_5: 3 })).toMatchObject({ ok: false });
});

test("AirGradient's line of a batch holds while it is below 31 µg/m³", () => {
  const correction = airGradientSlope("PMS5003-20231030");
  // 500 particles in 0.1 L.
  expect(pm(correction, { pm2_5: 20, n_above_0_3: 5 })).toBeCloseTo(14.19, 10);
  expect(pm(correction, { pm2_5: 40, n_above_0_3: 15 })).toBe(40);
  expect(correction.correct({ pm2_5: 40 })).toMatchObject({ refusal: { quantity: "n_above_0_3" } });
});
