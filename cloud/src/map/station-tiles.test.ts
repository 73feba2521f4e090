import { gzipSync } from "node:zlib";
import { VectorTile } from "@mapbox/vector-tile";
import fc from "fast-check";
import { PbfReader } from "pbf";
import { expect, test } from "vitest";
import { row, shown } from "./rows.fixture.ts";
import { EXTENT, stationTiles } from "./station-tiles.ts";

/** What a browser reads: the points of a tile in degrees, and what it says of each. */
const read = (tile: Uint8Array, [z, x, y]: readonly [number, number, number]) => {
  const layer = new VectorTile(new PbfReader(tile)).layers.stations;
  if (layer === undefined) return [];
  return Array.from({ length: layer.length }, (_, index) => {
    const feature = layer.feature(index);
    const [[point] = []] = feature.loadGeometry();
    if (point === undefined) throw new Error("A feature without a point.");
    const size = 2 ** z;
    const column = (x + point.x / EXTENT) / size;
    const line = (y + point.y / EXTENT) / size;
    return {
      ...{ lon: column * 360 - 180, properties: feature.properties },
      lat: (Math.atan(Math.sinh(Math.PI * (1 - 2 * line))) * 180) / Math.PI,
    };
  });
};
const tileAt = (z: number, lat: number, lon: number): readonly [number, number, number] => {
  const turn = Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI;
  return [z, Math.floor(((lon + 180) / 360) * 2 ** z), Math.floor(((1 - turn) / 2) * 2 ** z)];
};

test("a tile names a station that stands alone, with nothing but its figures", () => {
  const tiles = stationTiles([shown(row("quai", 44.84, -0.58), 2, 8.5)]);
  const [point, ...others] = read(tiles.tile(0, 0, 0), [0, 0, 0]);
  expect(others).toEqual([]);
  expect(point?.properties).toEqual({ station: "quai", value: 8.5, level: 2 });
});

test("stations of one cell stay one mark at the last zoom too, and what is simulated is said", () => {
  const tiles = stationTiles([
    shown(row("quai", 44.84, -0.58), 2),
    shown(row("pont", 44.84, -0.58, { origin: "simulated" }), 5),
  ]);
  const address = tileAt(14, 44.84, -0.58);
  const points = read(tiles.tile(...address), address);
  expect(points.map(({ properties }) => properties)).toEqual([
    { count: 2, level: 5, simulated: 1 },
  ]);
});

test("neighbours tell the middle of their values, however many they are and whatever is unknown", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: -400, max: 4000 })), { minLength: 2, maxLength: 60 }),
      (tenths) => {
        const values = tenths.map((one) => (one === null ? null : one / 10));
        const tiles = stationTiles(
          values.map((value, index) => shown(row(`station-${index}`, 44.84, -0.58), null, value)),
        );
        const known = values.filter((one) => one !== null).sort((a, b) => a - b);
        const value = known[Math.floor(known.length / 2)];
        const [point, ...others] = read(tiles.tile(0, 0, 0), [0, 0, 0]);
        expect(others).toEqual([]);
        expect(point?.properties).toEqual({
          count: values.length,
          ...(value === undefined ? {} : { value }),
        });
      },
    ),
    { numRuns: 40 },
  );
});

test("neighbours whose level nobody knows are of no level", () => {
  const tiles = stationTiles([
    shown(row("quai", 44.84, -0.58), null),
    shown(row("pont", 44.84, -0.58), null),
  ]);
  const [point] = read(tiles.tile(0, 0, 0), [0, 0, 0]);
  expect(point?.properties).toEqual({ count: 2 });
});

test("a station without a place is in no tile", () => {
  const tiles = stationTiles([shown(row("nulle-part", 0, 0, { point: undefined }), 1)]);
  expect(read(tiles.tile(0, 0, 0), [0, 0, 0])).toEqual([]);
});

const degrees = (least: number, most: number) =>
  fc.integer({ min: least * 1000, max: most * 1000 }).map((thousandths) => thousandths / 1000);
const Point = fc.record({ lat: degrees(42, 51), lon: degrees(-5, 8) });

test("a tile has no other point than a public one, or the middle of several", () => {
  fc.assert(
    fc.property(
      fc.array(Point, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 14 }),
      (points, z) => {
        const tiles = stationTiles(
          points.map(({ lat, lon }, index) => shown(row(`station-${index}`, lat, lon), 1)),
        );
        const sides = {
          lats: points.map(({ lat }) => lat).toSorted((a, b) => a - b),
          lons: points.map(({ lon }) => lon).toSorted((a, b) => a - b),
        };
        // A whole number of the tile's own 4096 steps.
        const step = (360 / 2 ** z / EXTENT) * 1.01;
        for (const { lat, lon } of points) {
          const address = tileAt(z, lat, lon);
          for (const found of read(tiles.tile(...address), address)) {
            const { station, count } = found.properties;
            if (station === undefined) {
              expect(count).toBeGreaterThan(1);
              expect(found.lat).toBeGreaterThanOrEqual((sides.lats[0] ?? 0) - step);
              expect(found.lat).toBeLessThanOrEqual((sides.lats.at(-1) ?? 0) + step);
              expect(found.lon).toBeGreaterThanOrEqual((sides.lons[0] ?? 0) - step);
              expect(found.lon).toBeLessThanOrEqual((sides.lons.at(-1) ?? 0) + step);
            } else {
              const known = points[Number(String(station).slice("station-".length))];
              expect(Math.abs(found.lat - (known?.lat ?? 0))).toBeLessThanOrEqual(step);
              expect(Math.abs(found.lon - (known?.lon ?? 0))).toBeLessThanOrEqual(step);
            }
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("any tile of 20 000 stations has less than 100 kB packed", () => {
  // Spread over the cells of a city and its surroundings: the densest there is.
  const many = Array.from({ length: 20_000 }, (_, index) =>
    shown(
      row(`station-${index}`, 44.5 + (index % 141) * 0.0045, -1 + Math.floor(index / 141) * 0.0063),
      1 + (index % 6),
      index / 100,
    ),
  );
  const tiles = stationTiles(many);
  const sizes = Array.from({ length: 15 }, (_, z) => {
    return gzipSync(tiles.tile(...tileAt(z, 44.84, -0.58))).length;
  });
  expect(Math.max(...sizes)).toBeLessThan(100_000);
});
