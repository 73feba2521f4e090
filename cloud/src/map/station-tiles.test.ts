import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Row, ShownRow } from "./rows.ts";
import { figureOf, fitsQuality, shownOf, sorted } from "./rows.ts";
import { stationTiles } from "./station-tiles.ts";

const row = (station: string, lat: number, lon: number, more: Partial<Row> = {}): Row => ({
  ...{ station, point: { lat, lon }, territory: undefined, environment: null },
  ...{ origin: "measured", state: "online", sure: "good", seenAs: "" },
  air: { value: null, mean: null },
  figures: new Map(),
  ...more,
});
const shown = (one: Row, level: number | null, value: number | null = null): ShownRow => ({
  row: one,
  figure: { value, level },
});
/** A tile holds its words as they are. */
const text = (tile: Uint8Array): string => Buffer.from(tile).toString("latin1");

test("a tile names a station that stands alone, with nothing but its figures", () => {
  const tiles = stationTiles([shown(row("quai", 44.84, -0.58), 2, 8.5)]);
  const tile = text(tiles.tile(0, 0, 0));
  for (const word of ["stations", "quai", "level", "value"]) expect(tile).toContain(word);
  expect(tile).not.toContain("count");
  expect(tile).not.toContain("seenAs");
});

test("stations of one cell stay one mark at the last zoom too, and what is simulated is said", () => {
  const at = { lat: 44.84, lon: -0.58 };
  const tiles = stationTiles([
    shown(row("quai", at.lat, at.lon), 2),
    shown(row("pont", at.lat, at.lon, { origin: "simulated" }), 5),
  ]);
  const x = Math.floor(((at.lon + 180) / 360) * 2 ** 14);
  const radians = (at.lat * Math.PI) / 180;
  const y = Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * 2 ** 14);
  const tile = text(tiles.tile(14, x, y));
  for (const word of ["count", "level", "simulated"]) expect(tile).toContain(word);
  expect(tile).not.toContain("quai");
});

test("a station without a place is in no tile", () => {
  const tiles = stationTiles([shown(row("nulle-part", 0, 0, { point: undefined }), 1)]);
  expect(text(tiles.tile(0, 0, 0))).not.toContain("nulle-part");
});

test("the worst stand first, what is unknown last, whichever way they are sorted", () => {
  const all = [
    shown(row("a", 0, 0), null),
    shown(row("b", 0, 0), 3, 20),
    shown(row("c", 0, 0), 5, 70),
    shown(row("d", 0, 0), 3, 25),
  ];
  const names = (list: readonly ShownRow[]) => list.map((one) => one.row.station).join("");
  expect(names(sorted(all, "high"))).toBe("cdba");
  expect(names(sorted(all, "low"))).toBe("bdca");
  expect(names(sorted(all, "name"))).toBe("abcd");
});

test("a quantity shows the stations that measure it, the index all of them", () => {
  const quiet = row("quiet", 0, 0, { air: { value: 1, mean: null } });
  expect(figureOf(quiet, { quantity: "air", kind: "value" })).toEqual({ value: null, level: 1 });
  expect(shownOf([quiet], { quantity: "laeq", kind: "mean", quality: "all" })).toEqual([]);
  expect(shownOf([quiet], { quantity: "air", kind: "mean", quality: "all" })).toHaveLength(1);
});

test("simulated values are not measured, raw ones of particles not sure", () => {
  expect(fitsQuality(row("a", 0, 0, { origin: "simulated" }), "measured")).toBe(false);
  expect(fitsQuality(row("a", 0, 0, { sure: "weak" }), "sure")).toBe(false);
  expect(fitsQuality(row("a", 0, 0, { sure: "fair" }), "sure")).toBe(true);
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
    const x = Math.floor(((-0.58 + 180) / 360) * 2 ** z);
    const radians = (44.84 * Math.PI) / 180;
    const y = Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * 2 ** z);
    return gzipSync(tiles.tile(z, x, y)).length;
  });
  expect(Math.max(...sizes)).toBeLessThan(100_000);
});
