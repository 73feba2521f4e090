import { expect, test } from "vitest";
import { layersOf } from "./base-map.ts";

test("of vector tiles we draw what their schema has, by the name that it has there", () => {
  expect(layersOf({ layers: ["earth", "water", "roads", "pois"] })).toEqual([
    ["water", "water"],
    ["roads", "roads"],
  ]);
  expect(layersOf({ layers: ["transportation", "building"] })).toEqual([
    ["buildings", "building"],
    ["roads", "transportation"],
  ]);
  expect(layersOf({ layers: [] })).toEqual([]);
  // What tells nothing of its layers is taken for the most usual.
  expect(layersOf({ layers: undefined }).map(([, name]) => name)).toEqual([
    "water",
    "buildings",
    "roads",
  ]);
});
