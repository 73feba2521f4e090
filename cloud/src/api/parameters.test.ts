import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearestName } from "./parameters.ts";

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
