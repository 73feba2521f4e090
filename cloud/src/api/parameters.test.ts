import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance } from "../edit-distance.ts";
import { addressWith, nearestName } from "./parameters.ts";

const known = ["station", "quantity", "sensor", "from", "until", "every", "zone"];

test.each([
  ["to", "until"],
  ["step", "every"],
  ["timeZone", "zone"],
  ["From", "from"],
  ["untill", "until"],
  ["quantty", "quantity"],
  ["sensors", "sensor"],
  ["stations", "station"],
  ["constructor", undefined],
  ["", undefined],
])("%j was most likely meant as %j", (name, meant) => {
  expect(nearestName(name, known)).toBe(meant);
});

test.each([
  ["every", "/api/v1/series", "/api/v1/series/means"],
  ["step", "/api/v1/series.csv", "/api/v1/series/means.csv"],
  ["timeZone", "/api/v1/series.ndjson", "/api/v1/series/means.ndjson"],
  ["step", "/api/v1/series/means", undefined],
  ["to", "/api/v1/series", undefined],
  ["every", "/api/v1/stations", undefined],
])("%j, asked of %s, is a parameter of %s", (name, address, elsewhere) => {
  expect(addressWith(name, address)).toBe(elsewhere);
});

test("the distance is one of a metric, and no name is far from itself", () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 8 }),
      fc.string({ maxLength: 8 }),
      fc.string({ maxLength: 8 }),
      (a, b, c) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      },
    ),
  );
});
