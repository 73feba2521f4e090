import fc from "fast-check";
import { expect, test } from "vitest";
import { OZONE_HOURS, ozoneNowCast } from "./ozone-nowcast.ts";

/**
 * `ExampleData.csv` of github.com/USEPA/O3-Nowcast: ozone of an AirNow monitor in ppb, hour by hour from 2019-04-16
 * 08:00 on. A work of the United States' government, in the public domain. "-" is missing.
 */
const example = `
33 45 48 50 50 49 48 46 45 46 46 43 41 37 36 32 34 30 26 29 27 28 29 30
39 44 47 48 50 50 49 48 48 47 46 43 38 28 32 37 21 21 20 13 16 7 10 23
30 41 47 49 53 56 56 60 61 59 51 35 37 41 29 21 12 8 8 12 11 5 11 21
27 43 48 49 50 50 53 53 55 57 47 36 17 36 22 28 13 3 14 16 14 26 28 27
39 47 49 50 48 47 48 48 49 48 46 43 39 36 33 33 30 29 26 27 20 17 9 23
39 41 45 49 50 53 54 52 51 49 49 47 47 41 35 35 32 21 23 18 17 16 24 24
- 42 43 46 53 52 54 53 53 48 45 41 39 33 39 39 35 31 25 21 18 15 12 25
33 39 50 53 53 52 54 52 53 51 50 48 46 31 14 22 13 19 16 16 13 8 13 30
36 44 55 59 61 62 61 60 58 56 52 46 33 23 10 12 13 15 12 12 9 8 13 25
32 42 53 55 54 55 56 56 56 54 50 33 28 29 18 34 29 22 24 24 20 4 14 24
35 46 54 59 63 62 60 55 54 53 51 49 50 48 46 39 29 19 11 19 27 19 22 36
43 48 55 59 60 57 57 56 54 53 51 44 43 44 39 34 27 24 17 18 20 16 17 25
41 47 53 56 56 53 51 50 49 46 44 40 38 37 29 23 27 29 33 38 27 20 14 29
- - 47 46 45 40 40 38 37 36 36 35 35 38 34 31 25 23 26 21 17 7 6 14`
  .trim()
  .split(/\s+/)
  .map((text) => (text === "-" ? undefined : Number(text)));

type Hours = readonly (number | undefined)[];

const last = OZONE_HOURS - 1;
const at = (hours: Hours, number = last) => ozoneNowCast((each) => hours[each], number);
const without = (hours: Hours, ...gone: readonly number[]): Hours =>
  hours.map((value, index) => (gone.includes(index) ? undefined : value));

test("the EPA's example: the mean of 8 hours around the morning hour of 14 ppb will be 19.58", () => {
  expect(example.length).toBe(OZONE_HOURS);
  const found = at(example);
  expect(found?.period).toBe("NowCast of 8 h");
  // Ordinary least squares by Householder's QR on the same 238 rows, written apart in Python: all 96 components of
  // partial least squares are that. R's own output for this file is not published.
  expect(found?.value).toBeCloseTo(19.5844909141563, 7);
});

test("with less than three quarters of two weeks, or eight missing in a row, the surrogate stands in", () => {
  const surrogate = { value: 0.85 * 14 + 4.5, period: "NowCast of 8 h: surrogate" };
  const thin = example.map((value, index) => (index % 4 === 1 && index < last ? undefined : value));
  expect(thin.filter((value) => value !== undefined).length).toBeLessThan(252);
  expect(at(thin)).toEqual(surrogate);
  const seven = [100, 101, 102, 103, 104, 105, 106];
  expect(at(without(example, ...seven))?.period).toBe("NowCast of 8 h");
  expect(at(without(example, ...seven, 107))).toEqual(surrogate);
  // A new monitor: the newest hour of three.
  expect(
    at([...Array.from({ length: last - 2 }, () => undefined), 40, undefined, undefined]),
  ).toEqual({
    value: 38.5,
    period: "NowCast of 8 h: surrogate",
  });
});

test("an hour that is missing takes the NowCast of the one before, and after three there is none", () => {
  const longer = [undefined, undefined, undefined, ...example, undefined, undefined, undefined];
  const found = at(longer, last + 3);
  expect(found?.value).toBeCloseTo(19.5844909141563, 7);
  expect(at(longer, last + 4)).toEqual(found);
  expect(at(longer, last + 5)).toEqual(found);
  expect(at(longer, last + 6)).toBeUndefined();
  expect(at([])).toBeUndefined();
});

test("two weeks of zeros are zero, and a forecast below zero is zero", () => {
  expect(at(example.map(() => 0))?.value).toBe(0);
  // By least squares these spikes lead to -0.43.
  const spikes = Array.from({ length: last }, (_, index) =>
    (index * index * 37 + index * 3) % 173 < 173 / 8 ? 60 : 0,
  );
  expect(at([...spikes, 1])).toEqual({ value: 0, period: "NowCast of 8 h" });
});

test("ozone that is everywhere higher by some ppb is forecast higher by as many", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (more) => {
      const raised = example.map((value) => (value === undefined ? undefined : value + more));
      expect(at(raised)?.value).toBeCloseTo(19.5844909141563 + more, 5);
    }),
    { numRuns: 10 },
  );
});
