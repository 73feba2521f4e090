import type { QuantityName } from "@datacityzen/hardware/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sds011Power } from "../corrections/growth.ts";
import { recipesInForce } from "../recipes-in-force.ts";
import { rawReadingsOf, reprocess } from "../reprocess.ts";
import { baseFor, type Calibration, recipeOfCalibration } from "./calibration.ts";

const AT = Date.UTC(2026, 5, 1);
const HOUR = 3_600_000;
const hello = {
  ...{ kit: "test", software: {} },
  sensors: [
    { id: "sds", model: "sds011", every: 10_000 },
    { id: "bme", model: "bme280", every: 10_000 },
  ],
};
const calibration = (
  quantity: QuantityName,
  more: Partial<Calibration> & { readonly line?: readonly [slope: number, intercept: number] },
): Calibration => {
  const { line: [slope, intercept] = [0.5, 2], ...others } = more;
  return {
    ...{ station: "yard", sensor: "sds", quantity, kind: "colocation", number: 1 },
    ...{ of: "sds011-power@1", reference: "the town's station", valid: [0, 100] },
    fit: {
      ...{ n: 72, slope, intercept, slopeError: 0.01, interceptError: 0.1, r2: 0.9 },
      ...{ biasBefore: 5, rmseBefore: 6, rmseAfter: 1.5, lowest: 10, highest: 60 },
      ...{ from: AT - 72 * HOUR, until: AT },
    },
    ...{ since: AT, until: undefined },
    ...others,
  };
};
const made = (
  calibrations: readonly Calibration[],
  { at = AT, pm2_5 = 20, pm10 = 40, humidity = 80, indoors = false },
) =>
  reprocess(
    rawReadingsOf([
      { at, sensor: "bme", values: { humidity } },
      { at, sensor: "sds", values: { pm2_5, pm10 } },
    ]),
    { recipesAt: recipesInForce({ hello }, calibrations), isIndoors: () => indoors },
  );
/** By the name of what made them. */
const valuesOf = (all: ReturnType<typeof made>) =>
  Object.fromEntries(
    all.map(({ choice, made: values }) => [
      choice.recipe,
      Object.fromEntries(values.map(({ quantity, value }) => [quantity, value])),
    ]),
  );
/** By hand, at 80 %. */
const fine = (raw: number) => raw / (1 + 0.48756 * 0.8 ** 8.60068);
const coarse = (raw: number) => raw / (1 + 0.81559 * 0.8 ** 5.83411);
const cents = (value: number) => Math.round(value * 100) / 100;

test("a line comes after what the model's recipe makes, which stays beside it", () => {
  expect(valuesOf(made([calibration("pm2_5", {})], {}))).toEqual({
    "sds011-power@1": { pm2_5: cents(fine(20)), pm10: cents(coarse(40)) },
    "colocation@1": { pm2_5: cents(2 + 0.5 * fine(20)), pm10: cents(coarse(40)) },
  });
});

test("it holds from its instant on, and not at its end", () => {
  const [since, until] = [AT, AT + HOUR];
  const names = (at: number) =>
    Object.keys(valuesOf(made([calibration("pm2_5", { since, until })], { at })));
  expect(names(since - 1)).toEqual(["sds011-power@1"]);
  expect(names(since)).toContain("colocation@1");
  expect(names(until - 1)).toContain("colocation@1");
  expect(names(until)).toEqual(["sds011-power@1"]);
  // The next one begins where it ends.
  const next = calibration("pm2_5", { since: until, number: 2 });
  expect(
    Object.keys(valuesOf(made([calibration("pm2_5", { since, until }), next], { at: until }))),
  ).toEqual(["sds011-power@1", "colocation@2"]);
});

test("outside its range, in fog and indoors it makes nothing; on raw values it does indoors", () => {
  const line = calibration("pm2_5", { valid: [5, 50] });
  expect(Object.keys(valuesOf(made([line], { pm2_5: 90, pm10: 120 })))).toEqual(["sds011-power@1"]);
  expect(made([line], { humidity: 99 })).toEqual([]);
  expect(made([line], { indoors: true })).toEqual([]);
  const onRaw = calibration("pm2_5", { of: "raw" });
  expect(valuesOf(made([onRaw], { indoors: true }))).toEqual({
    "colocation@1": { pm2_5: 12, pm10: 40 },
  });
});

test("no line makes a concentration below zero", () => {
  const line = calibration("pm2_5", { line: [0.5, -20] });
  expect(valuesOf(made([line], {}))["colocation@1"]?.pm2_5).toBe(0);
});

test("PM10 is never below the PM2.5 that counts, whichever of the two has a line", () => {
  const slope = fc.double({ min: 0.1, max: 5, noNaN: true });
  const intercept = fc.double({ min: -20, max: 20, noNaN: true });
  const value = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(
      fc.option(fc.tuple(slope, intercept), { nil: undefined }),
      fc.option(fc.tuple(slope, intercept), { nil: undefined }),
      fc.constantFrom("raw" as const, "sds011-power@1" as const),
      value,
      value,
      (fineLine, coarseLine, of, pm2_5, pm10) => {
        const all = made(
          [
            ...(fineLine === undefined ? [] : [calibration("pm2_5", { line: fineLine, of })]),
            ...(coarseLine === undefined
              ? []
              : [calibration("pm10", { line: coarseLine, of, number: 2 })]),
          ],
          { pm2_5, pm10: Math.max(pm2_5, pm10) },
        );
        const counts = (quantity: QuantityName) =>
          all
            .flatMap(({ made: values }) => values.filter((one) => one.quantity === quantity))
            .at(-1)?.value ?? Number.NaN;
        expect(counts("pm10")).toBeGreaterThanOrEqual(counts("pm2_5"));
      },
    ),
  );
});

test("its recipe says the line, what comes first, the statistics and the period", () => {
  const { recipe, choice } = recipeOfCalibration(calibration("pm2_5", {}), "sds011");
  expect(recipe).toMatchObject({
    ...{ name: "colocation", version: 1, needs: ["humidity"], sources: sds011Power.sources },
    parameters: {
      ...{ slope: 0.5, intercept: 2, low: 0, high: 100, of: "sds011-power@1", hours: 72 },
      ...{ rmse_before: 6, rmse_after: 1.5, r2: 0.9, reference: "the town's station" },
    },
  });
  expect(choice).toMatchObject({
    calibration: "colocation",
    valid: { humidity: [0, 95] },
    uncertainty: { least: 1.5, relative: 0 },
  });
});

test("a line is fitted on what the model's recipe makes, where it makes the quantity", () => {
  expect(baseFor("sds011", "pm10")).toBe("sds011-power@1");
  expect(baseFor("pms5003", "pm10")).toBe("raw");
  expect(baseFor("bme280", "temperature")).toBe("raw");
  expect(baseFor(undefined, "pm2_5")).toBe("raw");
});
