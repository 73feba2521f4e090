import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMistakeCheck } from "./plausibility/mistake-check.ts";
import { rulesByName, rulesByUnit } from "./plausibility/rules.ts";
import { likelyMistake, likelyMistakeOfPosition, mistakenValues } from "./plausibility.ts";
import { type Quantity, QuantityName, quantities } from "./quantities.ts";

const every = QuantityName.options;

test.each([
  ["pressure", 101_325, "pascal", 1013.25],
  ["pressure", 61_640, "pascal", 616.4],
  ["pressure", 101.325, "kilopascal", 1013.25],
  ["pressure", 1.01325, "bar", 1013.25],
  ["pressure", 0.98, "bar", 980],
  ["pressure", 29.92, "inch_of_mercury", 1013.208],
  ["pressure", 14.696, "pound_per_square_inch", 1013.254],
  ["pressure", 10_132, "tenths", 1013.2],
  ["pressure", 25_939_200, "q24_8", 1013.25],
  ["pressure", 0, "not_measured", undefined],
  ["pressure", 65_535, "absent", undefined],
  ["pressure", -32_768, "absent", undefined],
  ["pressure", 1180, "beyond", undefined],
  ["temperature", 293.15, "kelvin", 20],
  ["temperature", 253.2, "kelvin", -19.95],
  ["temperature", 72, "fahrenheit", 22.22222],
  ["temperature", 98.6, "fahrenheit", 37],
  ["temperature", 215, "tenths", 21.5],
  ["temperature", -125, "tenths", -12.5],
  ["temperature", 2150, "hundredths", 21.5],
  ["temperature", 21_500, "thousandths", 21.5],
  ["temperature", 85, "power_on", undefined],
  ["temperature", -127, "disconnected", undefined],
  ["temperature", -144.7, "not_measured", undefined],
  ["temperature", -45, "zero_register", undefined],
  ["temperature", -46.85, "zero_register", undefined],
  ["temperature", -273.15, "zero_register", undefined],
  ["temperature", 6553.5, "absent", undefined],
  ["temperature", 327.67, "absent", undefined],
  ["temperature", -999, "absent", undefined],
  ["humidity", 250, "tenths", 25],
  ["humidity", 4830, "hundredths", 48.3],
  ["humidity", 48_300, "thousandths", 48.3],
  ["humidity", 0, "not_measured", undefined],
  ["laeq", 0, "not_measured", undefined],
  ["lamax", 0, "not_measured", undefined],
  ["humidity", 0.45, "fraction", 45],
  ["humidity", 0.999, "fraction", 99.9],
  ["humidity", 104.2, "wet", undefined],
  ["humidity", 255, "absent", undefined],
  ["humidity", -1, "absent", undefined],
  ["humidity", -6, "negative", undefined],
  ["pm10", 65_535, "absent", undefined],
  ["pm10", 6553.5, "absent", undefined],
  ["pm10", 6553.4, "absent", undefined],
  ["pm10", -1, "absent", undefined],
  ["pm10", 999.9, "saturated", undefined],
  ["pm10", 1999.9, "saturated", undefined],
  ["pm2_5", -2.4, "negative", undefined],
  ["pm2_5", 1.2e38, "absurd", undefined],
  ["pm2_5", 4000, "beyond", undefined],
  ["co", 1250, "microgram", 1.25],
  ["no2", -9999, "absent", undefined],
  ["co2", 0, "not_measured", undefined],
  ["co2", 65_535, "absent", undefined],
  ["co2", 32_767, "absent", undefined],
  ["co2", 0.0415, "percent", 415],
  ["co2", 0.000_415, "fraction", 415],
  ["co2", 415_000, "parts_per_billion", 415],
  ["co2", 40_001, "beyond", undefined],
  ["co2", -32_768, "absent", undefined],
  ["voc_index", 30_123, "raw_signal", undefined],
  ["voc_index", 1000, "tenths", 100],
  ["nox_index", 3276.7, "absent", undefined],
  ["laeq", -38.2, "full_scale", undefined],
  ["laeq", 546, "tenths", 54.6],
  ["lamax", 5460, "hundredths", 54.6],
  ["leq_31_5_hz", -61, "full_scale", undefined],
  ["laeq", -1, "absent", undefined],
  ["wind_speed", 108, "kilometre_per_hour", 30],
  ["wind_speed", 350, "tenths", 35],
  ["wind_speed", -0.5, "negative", undefined],
  ["wind_direction", -90, "signed_angle", 270],
  ["wind_direction", 405, "whole_turn", 45],
  ["wind_direction", 2700, "tenths", 270],
  ["wind_direction", 999, "variable", undefined],
  ["illuminance", 54_000_000, "thousandths", 54_000],
  ["illuminance", -32_768, "absent", undefined],
  ["n_above_0_3", 8300, "per_decilitre", 83],
  ["n_above_0_3", 655.36, "per_decilitre", 6.5536],
  ["n_0_3_to_10", 83_000, "per_litre", 83],
  ["n_0_3_to_10", 83_000_000, "per_cubic_metre", 83],
  ["pollen_range", -1, "absent", undefined],
  ["pollen_betula", 65_535, "absent", undefined],
  ["pollen_total", 1e9, "beyond", undefined],
  ["typical_size", 480, "nanometre", 0.48],
  ["battery", 3720, "millivolt", undefined],
  ["battery", 870, "tenths", 87],
  ["battery", 255, "absent", undefined],
  ["battery_voltage", 3720, "millivolt", 3.72],
  ["signal_strength", 99, "unknown_signal", undefined],
  ["signal_strength", 27, "modem_scale", -59],
  ["signal_strength", 80, "percent", undefined],
  ["signal_strength", 112, "sign_missing", -112],
  ["formaldehyde", 65_535, "absent", undefined],
] as const)("%s of %d is most likely: %s", (quantity, value, code, meant) => {
  const found = likelyMistake(quantity, value);
  expect(found?.code).toBe(code);
  if (meant === undefined) expect(found?.meant).toBeUndefined();
  else expect(found?.meant).toBeCloseTo(meant, 4);
});

test("says it in French and in English", () => {
  expect(likelyMistake("pressure", 101_325)).toEqual({
    code: "pascal",
    meant: 1013.25,
    fr: "Aucun instrument ne donne 101325 hPa ; sans doute des pascals : 1013,25 hPa.",
    en: "No instrument gives 101325 hPa; most likely pascals: 1013.25 hPa.",
  });
  expect(likelyMistake("laeq", -38.2)?.fr).toMatch(/^Aucun instrument ne donne −38,2 dB\(A\) ; /);
  expect(likelyMistake("voc_index", 30_123)?.en).toMatch(/^No instrument gives 30123; most/);
});

test.each([
  ["temperature", [-40, -33.4, -1, 0, 0.1, 21.5, 45, 56.7, 65, 84.9]],
  ["humidity", [1, 1.5, 45, 99.9, 100]],
  ["pressure", [300, 331.2, 655.35, 760, 999, 1013.25, 1085, 1100]],
  ["pm10", [0, 0.1, 5.3, 255, 650, 999, 1000]],
  ["pm2_5", [0, 25.5, 327.67, 999]],
  ["co2", [250, 400, 2000, 5000, 9999, 32_766, 32_768, 40_000]],
  ["voc_index", [0, 1, 100, 255, 500]],
  ["laeq", [29, 54.6, 99, 140]],
  ["wind_speed", [0, 12.3, 80]],
  ["wind_direction", [0, 1, 90, 255, 359.9, 360]],
  ["illuminance", [0, 0.1, 65_535, 120_000, 200_000]],
  ["signal_strength", [-150, -127, -99, -67, -1, 0, 20]],
  ["battery", [0, 0.5, 1, 99, 100]],
  ["battery_voltage", [0, 3.7, 12.6, 25.5, 60]],
  ["n_above_0_3", [0, 655.35, 25.5]],
  ["n_0_3_to_10", [0, 655.35, 700, 2999]],
  ["typical_size", [0, 0.48, 10]],
] as const)("%s of %j is measured", (quantity, values) => {
  for (const value of values) {
    // 84.9 °C is no air, though the sensor shows it.
    const expected = quantity === "temperature" && value > 65 ? "fahrenheit" : undefined;
    expect([value, likelyMistake(quantity, value)?.code]).toEqual([value, expected]);
  }
});

describe.each(every)("%s", (name) => {
  const quantity: Quantity = quantities[name];
  const [low, high] = quantity.plausible;

  test("has rules of its unit or of its own", () => {
    expect(rulesByName[name] ?? rulesByUnit[quantity.unit]).toBeDefined();
  });

  test("never has a mistake inside its plausible range but those that its rules name there", () => {
    const { sentinels = [], units = [] } = rulesByName[name] ?? rulesByUnit[quantity.unit] ?? {};
    const known = new Set(sentinels.flatMap(({ values }) => values));
    const reaching = units.flatMap(({ from, inside }) => (inside ? from : []));
    const named = (value: number) =>
      known.has(value) || reaching.some(([least, most]) => value >= least && value <= most);
    fc.assert(
      fc.property(fc.double({ min: low, max: high, noNaN: true }), (value) => {
        if (!named(value)) expect(likelyMistake(name, value)).toBeUndefined();
      }),
    );
    for (const bound of [low, high])
      if (!known.has(bound)) expect(likelyMistake(name, bound)).toBeUndefined();
  });

  test("always has a mistake outside it, told in both languages", () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        fc.pre(!(value >= low && value <= high));
        const found = likelyMistake(name, value);
        expect(found?.code).toMatch(/^[a-z0-9_]+$/);
        expect(found?.fr).toMatch(/^Aucun instrument ne donne .+ ; sans doute .+\.$/);
        expect(found?.en).toMatch(/^No instrument gives .+; most likely .+\.$/);
        expect(found?.en).not.toBe(found?.fr);
      }),
    );
  });

  test("of a mistake of unit gives a value that is plausible", () => {
    const { units = [] } = rulesByName[name] ?? rulesByUnit[quantity.unit] ?? {};
    for (const { code, from, ours } of units)
      for (const [least, most] of from)
        for (const value of [least, (least + most) / 2, most]) {
          const meant = ours?.(value);
          if (meant === undefined || likelyMistake(name, value)?.code !== code) continue;
          expect(meant).toBeGreaterThanOrEqual(low - 1e-6);
          expect(meant).toBeLessThanOrEqual(high + 1e-6);
        }
  });
});

test("the only values inside a plausible range that are mistakes are these", () => {
  const inside = every.flatMap((name) => {
    const { plausible, unit } = quantities[name] as Quantity;
    const { sentinels = [], units = [] } = rulesByName[name] ?? rulesByUnit[unit] ?? {};
    const isInside = (value: number) => value > plausible[0] && value < plausible[1];
    return [
      ...sentinels.filter(({ values }) => values.some(isInside)),
      ...units.filter(({ from, inside }) => inside && from.some((span) => span.some(isInside))),
    ].map(({ code }) => code);
  });
  expect([...new Set(inside)].sort()).toEqual(["absent", "fahrenheit", "fraction", "saturated"]);
});

describe("a place", () => {
  test.each([
    [0, 0, "no_fix"],
    [4807.038, 1131, "degrees_and_minutes"],
    [431_296_000, 58_000_000, "scaled"],
    [120, 43, "swapped"],
    [1e30, 0, "beyond"],
    [Number.NaN, 4, "beyond"],
    [45.76, 4.84, undefined],
    [0, 4.84, undefined],
    [-90, 180, undefined],
  ])("%d, %d: %s", (latitude, longitude, code) => {
    const found = likelyMistakeOfPosition({ latitude, longitude });
    expect(found?.code).toBe(code);
    if (found) expect(found.fr).not.toBe(found.en);
  });
});

test("what a store leaves out of a mean is what is called a mistake", () => {
  const candidate = (name: (typeof every)[number]) => {
    const { plausible, values, ranges } = mistakenValues(name);
    const edges = [...plausible, ...values, ...ranges.flat()];
    return fc.oneof(
      fc.constantFrom(...edges, ...edges.map((edge) => edge + 0.01)),
      fc.double({ min: plausible[0], max: plausible[1], noNaN: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
  };
  for (const name of every) {
    const { plausible, values, ranges } = mistakenValues(name);
    const check = createMistakeCheck();
    fc.assert(
      fc.property(candidate(name), (value) => {
        const isMistaken =
          value < plausible[0] ||
          value > plausible[1] ||
          values.includes(value) ||
          ranges.some(([low, high]) => value >= low && value <= high);
        expect(isMistaken).toBe(likelyMistake(name, value) !== undefined);
        expect(check(name, value)).toBe(isMistaken);
      }),
    );
  }
});
