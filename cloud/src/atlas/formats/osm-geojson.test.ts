import { describe, expect, test } from "vitest";
import { check } from "./check.fixture.ts";

describe("GeoJSON with the tags of OpenStreetMap", () => {
  const feature = (changes: object, properties: object = {}) => ({
    ...{ type: "Feature", id: "1", geometry: { type: "Point", coordinates: [4.03, 49.25] } },
    properties: { name: "Médiathèque", amenity: "library", ...properties },
    ...changes,
  });
  const collection = (...features: readonly object[]) =>
    JSON.stringify({ type: "FeatureCollection", features }, undefined, 1);
  const one = (changes: object, properties: object = {}) =>
    check(collection(feature(changes, properties)), "geojson");

  test("a library has nothing wrong", () => {
    expect(one({})).toMatchObject({ rows: 1, errors: [], warnings: [] });
  });

  test.each([
    [{ geometry: { type: "Point", coordinates: ["4", "49"] } }, "geometry", "position"],
    [{ geometry: { type: "Point", coordinates: [4.03] } }, "geometry", "position"],
    [{ geometry: { type: "Point", coordinates: [[4.03, 49.25]] } }, "geometry", "position"],
    [{ geometry: { type: "Place", coordinates: [4.03, 49.25] } }, "geometry", "geometry"],
    [{ geometry: { type: "Point", coordinates: [4.03, 149.25] } }, "geometry", "latitude"],
    [{ geometry: { type: "Point", coordinates: [204.03, 49.25] } }, "geometry", "longitude"],
    [
      {
        geometry: {
          type: "Polygon",
          coordinates: [
            [
              [0, 0],
              [1, 0],
              [1, 1],
            ],
          ],
        },
      },
      "geometry",
      "ring_open",
    ],
    [{ type: "feature" }, "type", "not_a_feature"],
    [{ properties: null }, "properties", "not_an_object"],
    [{ properties: { amenity: "library" } }, "name", "required"],
  ] as const)("%j: %s %s", (changes, column, kind) => {
    expect(one(changes).errors).toEqual([[4, column, kind]]);
  });

  test("what it allows", () => {
    expect(one({ geometry: null }).warnings).toEqual([[4, "geometry", "no_geometry"]]);
    expect(one({ geometry: { type: "Point", coordinates: [49.25, 4.03] } }).warnings).toEqual([
      [4, "geometry", "swapped"],
    ]);
    expect(
      one({
        geometry: {
          type: "Polygon",
          coordinates: [
            [
              [4, 49],
              [4, 50],
              [5, 50],
              [4, 49],
            ],
          ],
        },
      }).warnings,
    ).toEqual([[4, "geometry", "ring_direction"]]);
    expect(one({}, { amenity: undefined }).warnings).toEqual([[4, null, "no_main_tag"]]);
    expect(one({}, { phone: "01 80 05 98 80;+33 1 80 05 98 81" }).warnings).toEqual([
      [4, "phone", "phone"],
    ]);
    expect(one({}, { opening_hours: "lundi" }).warnings).toEqual([
      [4, "opening_hours", "opening_hours"],
    ]);
    expect(one({}, { wheelchair: "oui" }).warnings).toEqual([[4, "wheelchair", "not_listed"]]);
  });

  test("what is not a collection, another system of coordinates, an identifier twice", () => {
    expect(check("[]", "geojson").errors).toEqual([[1, "type", "not_a_collection"]]);
    expect(
      check(JSON.stringify(feature({})), "geojson").errors.map(([, , kind]) => kind),
    ).toContain("not_a_collection");
    const lambert = {
      type: "FeatureCollection",
      crs: { type: "name", properties: { name: "EPSG:2154" } },
      features: [],
    };
    expect(check(JSON.stringify(lambert), "geojson").errors).toEqual([[1, "crs", "crs"]]);
    expect(
      check(collection(feature({}), feature({})), "geojson").errors.map(([, ...rest]) => rest),
    ).toEqual([["id", "id_twice"]]);
  });
});
