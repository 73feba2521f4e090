import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { expect, test } from "vitest";
import { kindAt, outlineTile } from "./outline-tiles.ts";
import { boundsOfTile, demandTile } from "./tile-address.ts";

const square = (id: string, rural: boolean | null) => ({
  ...{ id, name: `Commune ${id}`, rural, labelLon: 0.5, labelLat: 45.5 },
  outline: {
    type: "Polygon" as const,
    coordinates: [
      [
        [0, 45],
        [1, 45],
        [1, 46],
        [0, 46],
        [0, 45],
      ] as const,
    ],
  },
});
const kinds = ["commune", "departement", "region"];
const counts = (communes: number) => [
  { kind: "commune", count: communes },
  { kind: "departement", count: 96 },
];

test("few communes are drawn at every zoom, many only where there is room", () => {
  expect(kindAt(0, kinds, counts(4))).toBe("commune");
  expect(kindAt(5, kinds, counts(35_000))).toBe("departement");
  expect(kindAt(9, kinds, counts(35_000))).toBe("commune");
  expect(kindAt(0, kinds, [{ kind: "commune", count: 35_000 }])).toBe("commune");
  expect(kindAt(0, kinds, [])).toBeUndefined();
});

test("a tile says of each outline whether it is town or country, and whether somebody measures", () => {
  const read = (isMeasured?: (id: string) => boolean) => {
    const outlines = [square("a", true), square("b", null)];
    const { layers } = new VectorTile(
      new PbfReader(outlineTile({ z: 0, x: 0, y: 0 }, outlines, isMeasured)),
    );
    return [layers.territories, layers.names].map((layer) =>
      Array.from({ length: layer?.length ?? 0 }, (_, index) => layer?.feature(index).properties),
    );
  };
  expect(read()).toEqual([
    [{ environment: "country" }, {}],
    [{ name: "Commune a" }, { name: "Commune b" }],
  ]);
  expect(read((id) => id === "a")[0]).toEqual([
    { environment: "country", measured: 1 },
    { measured: 0 },
  ]);
});

test("tiles lie where Web Mercator has them, and there are no others", () => {
  expect(boundsOfTile({ z: 1, x: 1, y: 0 })).toEqual([0, 0, 180, expect.closeTo(85.0511, 3)]);
  expect(() => demandTile({ z: 1, x: 2, y: 0 })).toThrow("Zoom 1 has no tile 2/0.");
});
