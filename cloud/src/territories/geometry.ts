import * as z from "zod";

export type Position = readonly [lon: number, lat: number];
type Ring = readonly Position[];
type Polygon = readonly Ring[];

/** What a point lies in: GeoJSON's two types of areas. */
export type Outline =
  | { readonly type: "Polygon"; readonly coordinates: Polygon }
  | { readonly type: "MultiPolygon"; readonly coordinates: readonly Polygon[] };

/** [west, south, east, north] in degrees. */
export type Bounds = readonly [number, number, number, number];

/** A simplified outline has fewer; more would make each question to it slow. */
export const MOST_POSITIONS = 60_000;

/** Five decimals are a metre, and the same corner of two neighbours stays the same. */
const rounded = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

const GivenPosition = z.tuple(
  [z.number().min(-180).max(180), z.number().min(-90).max(90)],
  z.number(),
);
const GivenRing = z.array(GivenPosition).min(4);
const Given = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Polygon"), coordinates: z.array(GivenRing).min(1) }),
  z.object({
    type: z.literal("MultiPolygon"),
    coordinates: z.array(z.array(GivenRing).min(1)).min(1),
  }),
]);

const same = (a: Position | undefined, b: Position | undefined): boolean =>
  a?.[0] === b?.[0] && a?.[1] === b?.[1];

/** Rounded, without repeated corners, and closed. */
const cleanRing = (ring: readonly (readonly number[])[]): Position[] => {
  const positions = ring
    .map(([lon = 0, lat = 0]): Position => [rounded(lon), rounded(lat)])
    .filter((position, index, all) => index === 0 || !same(position, all[index - 1]));
  const [first] = positions;
  if (first !== undefined && !same(first, positions.at(-1))) positions.push(first);
  return positions;
};

const cleanPolygon = (polygon: readonly (readonly (readonly number[])[])[]): Position[][] => {
  const [outer, ...holes] = polygon.map(cleanRing);
  // What is smaller than a metre has no area after the rounding.
  return outer === undefined || outer.length < 4
    ? []
    : [outer, ...holes.filter((hole) => hole.length >= 4)];
};

export type ParsedOutline =
  | { readonly ok: true; readonly outline: Outline }
  | { readonly ok: false; readonly fr: string; readonly en: string };

/** The outline of a GeoJSON geometry, or why it is none. */
export const parseOutline = (geometry: unknown): ParsedOutline => {
  const given = Given.safeParse(geometry);
  if (!given.success)
    return {
      ok: false,
      fr: "sa géométrie n'est pas un Polygon ou un MultiPolygon en degrés (WGS 84)",
      en: "its geometry is no Polygon or MultiPolygon in degrees (WGS 84)",
    };
  const { type, coordinates } = given.data;
  const polygons = (type === "Polygon" ? [coordinates] : coordinates)
    .map(cleanPolygon)
    .filter((polygon) => polygon.length > 0);
  const [first, ...others] = polygons;
  if (first === undefined) return { ok: false, fr: "il n'a pas de surface", en: "it has no area" };
  const positions = polygons.flat().reduce((count, ring) => count + ring.length, 0);
  if (positions > MOST_POSITIONS)
    return {
      ok: false,
      fr: `il a ${positions} sommets, plus que ${MOST_POSITIONS} : prenez le fichier des contours simplifiés (1000m ou 100m)`,
      en: `it has ${positions} corners, more than ${MOST_POSITIONS}: take the file of simplified outlines (1000m or 100m)`,
    };
  return {
    ok: true,
    outline:
      others.length === 0
        ? { type: "Polygon", coordinates: first }
        : { type: "MultiPolygon", coordinates: polygons },
  };
};

const polygonsOf = (outline: Outline): readonly Polygon[] =>
  outline.type === "Polygon" ? [outline.coordinates] : outline.coordinates;

export const boundsOf = (outline: Outline): Bounds => {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [outer] of polygonsOf(outline))
    for (const [lon, lat] of outer ?? []) {
      west = Math.min(west, lon);
      south = Math.min(south, lat);
      east = Math.max(east, lon);
      north = Math.max(north, lat);
    }
  return [west, south, east, north];
};

/** Twice the area of a triangle, positive when it turns left; exactly 0 when the three lie on one line. */
const turn = ([ax, ay]: Position, [bx, by]: Position, [px, py]: Position): number =>
  (bx - ax) * (py - ay) - (by - ay) * (px - ax);

type Place = "inside" | "border" | "outside";

/** By the edges that a ray to the east crosses; an edge holds its lower end and not its upper one. */
const placeInRing = (ring: Ring, point: Position): Place => {
  const [x, y] = point;
  let inside = false;
  for (let index = 1; index < ring.length; index += 1) {
    const [a, b] = [ring[index - 1] as Position, ring[index] as Position];
    const side = turn(a, b, point);
    const between =
      x >= Math.min(a[0], b[0]) &&
      x <= Math.max(a[0], b[0]) &&
      y >= Math.min(a[1], b[1]) &&
      y <= Math.max(a[1], b[1]);
    if (side === 0 && between) return "border";
    if (a[1] > y !== b[1] > y && side > 0 === b[1] > a[1]) inside = !inside;
  }
  return inside ? "inside" : "outside";
};

const placeInPolygon = ([outer = [], ...holes]: Polygon, point: Position): Place => {
  const place = placeInRing(outer, point);
  if (place !== "inside") return place;
  for (const hole of holes) {
    const inHole = placeInRing(hole, point);
    if (inHole === "border") return "border";
    if (inHole === "inside") return "outside";
  }
  return "inside";
};

/** Where a point lies: in the area, on its border, or outside (in a hole too). */
export const placeIn = (outline: Outline, point: Position): Place => {
  const places = polygonsOf(outline).map((polygon) => placeInPolygon(polygon, point));
  return (
    places.find((place) => place === "inside") ??
    places.find((place) => place === "border") ??
    "outside"
  );
};

/** Twice the signed area of a ring, in square degrees. */
const doubleArea = (ring: Ring): number =>
  ring.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);

/** A point that lies in the area, for a label: the middle of the widest part of a line through its middle. */
export const innerPoint = (outline: Outline): Position => {
  const largest = polygonsOf(outline)
    .toSorted((a, b) => Math.abs(doubleArea(b[0] ?? [])) - Math.abs(doubleArea(a[0] ?? [])))
    .at(0) as Polygon;
  const [, south, , north] = boundsOf({ type: "Polygon", coordinates: largest });
  // Off the corners, which stand on round numbers.
  const lat = south + (north - south) * 0.500_001_7;
  const crossings = largest
    .flatMap((ring) =>
      ring.flatMap(([x, y], index): number[] => {
        const [nextX, nextY] = ring[index + 1] ?? [x, y];
        return y > lat === nextY > lat ? [] : [x + ((lat - y) / (nextY - y)) * (nextX - x)];
      }),
    )
    .toSorted((a, b) => a - b);
  let best: Position = largest[0]?.[0] ?? [0, 0];
  let width = -1;
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const [from = 0, until = 0] = [crossings[index], crossings[index + 1]];
    if (until - from <= width) continue;
    width = until - from;
    best = [(from + until) / 2, lat];
  }
  return [rounded(best[0]), rounded(best[1])];
};
