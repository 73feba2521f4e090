import fc from "fast-check";
import { expect, test } from "vitest";
import { createAgreement } from "./agreement.ts";

const of = (pairs: readonly (readonly [number, number])[]) => {
  const agreement = createAgreement();
  for (const [x, y] of pairs) agreement.add(x, y);
  return agreement;
};

/** NIST Statistical Reference Datasets, "Norris": calibration of ozone monitors, as pairs of y and x. */
const norris =
  `0.1 0.2 338.8 337.4 118.1 118.2 888.0 884.6 9.2 10.1 228.1 226.5 668.5 666.3 998.5 996.3 449.1 448.6
778.9 777.0 559.2 558.2 0.3 0.4 0.1 0.6 778.1 775.5 668.8 666.9 339.3 338.0 448.9 447.5 10.8 11.6 557.7 556.0
228.3 228.1 998.0 995.8 888.8 887.6 119.6 120.2 0.3 0.3 0.6 0.3 557.6 556.8 339.3 339.1 888.0 887.2 998.5 999.0
778.9 779.0 10.2 11.1 117.6 118.3 228.9 229.2 668.4 669.1 449.2 448.9 0.2 0.5`
    .split(/\s+/)
    .map(Number);

test("the line of NIST's ozone calibration has the certified figures", () => {
  const pairs = Array.from(
    { length: norris.length / 2 },
    (_, at) => [norris[2 * at + 1] ?? 0, norris[2 * at] ?? 0] as const,
  );
  expect(pairs.length).toBe(36);
  const line = of(pairs).line();
  expect(line?.slope).toBeCloseTo(1.00211681802045, 10);
  expect(line?.intercept).toBeCloseTo(-0.262323073774029, 10);
  expect(line?.slopeError).toBeCloseTo(0.000429796848199937, 10);
  expect(line?.interceptError).toBeCloseTo(0.232818234301152, 10);
  expect(line?.r2).toBeCloseTo(0.999993745883712, 10);
  // Certified: the residual standard deviation, with n − 2 in place of n.
  expect((line?.rmse ?? 0) * Math.sqrt(36 / 34)).toBeCloseTo(0.884796396144373, 10);
});

test("Anscombe's first set has the figures that he published", () => {
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  const line = of(x.map((value, at) => [value, y[at] ?? 0])).line();
  expect(line?.slope).toBeCloseTo(0.5001, 4);
  expect(line?.intercept).toBeCloseTo(3.0001, 4);
  expect(line?.r2).toBeCloseTo(0.6665, 4);
  expect(line?.slopeError).toBeCloseTo(0.1179, 4);
  expect(line?.interceptError).toBeCloseTo(1.1247, 4);
});

test("bias, RMSE and mean error of a sensor that always says 2 more", () => {
  expect(
    of([
      [3, 1],
      [7, 5],
      [12, 10],
    ]).figures(),
  ).toEqual({ n: 3, bias: 2, rmse: 2, mae: 2, r2: 1 });
  expect(of([]).figures()).toBeUndefined();
  expect(
    of([
      [5, 1],
      [5, 3],
    ]).figures()?.r2,
  ).toBeNull();
});

test("no line without spread, and none of two pairs", () => {
  expect(
    of([
      [1, 1],
      [2, 2],
    ]).line(),
  ).toBeUndefined();
  expect(
    of([
      [1, 1],
      [1, 2],
      [1, 3],
    ]).line(),
  ).toBeUndefined();
});

test("a line that every pair lies on is found, by both regressions", () => {
  const number = fc.integer({ min: -50, max: 50 });
  fc.assert(
    fc.property(
      fc.uniqueArray(number, { minLength: 3 }),
      number.filter((slope) => slope !== 0),
      number,
      (xs, slope, intercept) => {
        const line = of(xs.map((x) => [x, intercept + slope * x])).line();
        expect(line?.slope).toBeCloseTo(slope, 6);
        expect(line?.intercept).toBeCloseTo(intercept, 5);
        expect(line?.orthogonal?.slope).toBeCloseTo(slope, 6);
        expect(line?.rmse).toBeCloseTo(0, 4);
      },
    ),
  );
});
