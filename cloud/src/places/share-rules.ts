import { cellOf, centreOf, type GeoPoint, GRID } from "./grid.ts";

/** Decimals of a millionth of a degree: ten centimetres. */
export const roundedPoint = ({ lat, lon }: GeoPoint): GeoPoint => ({
  lat: Math.round(lat * 1e6) / 1e6 + 0,
  lon: Math.round(lon * 1e6) / 1e6 + 0,
});

/** What is kept of a point for everybody: its cell, and the centre of it. */
export const publicPart = (point: GeoPoint) => {
  const cell = cellOf(point);
  return { grid: GRID, ...cell, ...centreOf(cell) };
};
