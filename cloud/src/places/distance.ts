import type { GeoPoint } from "./grid.ts";

/** Of the sphere with the Earth's mean radius: within 0.6 % of the ellipsoid. */
const RADIUS_M = 6_371_008.8;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres along the ground from one point to another (haversine). */
export const distanceBetween = (one: GeoPoint, other: GeoPoint): number => {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const a =
    half(one.lat, other.lat) +
    Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * half(one.lon, other.lon);
  return 2 * RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)));
};

/** A rectangle of parallels and meridians. `west` > `east`: across 180°. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export const isInBox = ({ lat, lon }: GeoPoint, { west, south, east, north }: Box): boolean =>
  lat >= south &&
  lat <= north &&
  (west <= east ? lon >= west && lon <= east : lon >= west || lon <= east);
