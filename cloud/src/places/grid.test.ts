import fc from "fast-check";
import { expect, test } from "vitest";
import { distanceBetween } from "./distance.ts";
import { boundsOfCell, cellOf, centreOf, columnsOf, type GeoPoint, ROWS, snapped } from "./grid.ts";

const point: fc.Arbitrary<GeoPoint> = fc.record({
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
});

/** Computed apart, with fractions. Never change these: somebody's home would get a second public point. */
test.each([
  [44.84, -0.58, 44.83812, -0.57706],
  [44.8378, -0.5792, 44.83812, -0.57706],
  [48.8566, 2.3522, 48.85811, 2.35448],
  [0, 0, 0.00225, 0.00225],
  [-21.1151, 55.5364, -21.11391, 55.53404],
  [90, 12, 89.99775, 0],
  [-90, 180, -89.99775, -120],
  [64.1466, -21.9426, 64.14664, -21.93802],
])("%d, %d has the public point %d, %d", (lat, lon, publicLat, publicLon) => {
  expect(snapped({ lat, lon })).toEqual({ lat: publicLat, lon: publicLon });
});

test("no row is so near to another number of cells that a cosine of another machine changes it", () => {
  let nearest = 1;
  for (let row = 0; row < ROWS; row++) {
    const exact = 2 * ROWS * Math.cos((Math.PI * Math.abs(2 * row + 1 - ROWS)) / (2 * ROWS));
    nearest = Math.min(nearest, Math.abs(exact - Math.floor(exact) - 0.5));
  }
  expect(nearest).toBeGreaterThan(1e-7);
});

test("every point of the Earth lies in its cell, some hundred metres from its centre at most", () => {
  fc.assert(
    fc.property(point, (given) => {
      const cell = cellOf(given);
      const { south, north, west, east } = boundsOfCell(cell);
      const margin = 1e-5;
      expect(given.lat).toBeGreaterThanOrEqual(south - margin);
      expect(given.lat).toBeLessThanOrEqual(north + margin);
      if (given.lon !== 180) {
        expect(given.lon).toBeGreaterThanOrEqual(west - margin);
        expect(given.lon).toBeLessThanOrEqual(east + margin);
      }
      // The cells around a pole are three triangles.
      const most = Math.abs(given.lat) > 89.9 ? 600 : 360;
      expect(distanceBetween(given, centreOf(cell))).toBeLessThan(most);
    }),
    { numRuns: 2_000 },
  );
});

test("a centre is its own public point, and lies in its cell", () => {
  fc.assert(
    fc.property(point, (given) => {
      const cell = cellOf(given);
      expect(cellOf(centreOf(cell))).toEqual(cell);
      expect(snapped(snapped(given))).toEqual(snapped(given));
    }),
    { numRuns: 2_000 },
  );
});

test("cells are 500 m high and between 480 and 520 m wide where people live", () => {
  for (let row = 2_000; row < ROWS - 2_000; row += 997) {
    const { south, north, west, east } = boundsOfCell({ row, column: 7 });
    const middle = (south + north) / 2;
    const high = distanceBetween({ lat: south, lon: west }, { lat: north, lon: west });
    const wide = distanceBetween({ lat: middle, lon: west }, { lat: middle, lon: east });
    expect(Math.abs(high - 500)).toBeLessThan(2);
    expect(Math.abs(wide - 500)).toBeLessThan(20);
  }
});

test("north and south have the same rows", () => {
  for (let row = 0; row < ROWS / 2; row += 101)
    expect(columnsOf(row)).toBe(columnsOf(ROWS - 1 - row));
});

test.each([
  [91, 0],
  [0, 181],
  [Number.NaN, 0],
  [0, Number.POSITIVE_INFINITY],
])("%d, %d is no place", (lat, lon) => {
  expect(() => cellOf({ lat, lon })).toThrow(RangeError);
});
