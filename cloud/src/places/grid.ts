/**
 * The grid to which homes are snapped: rows of one height from pole to pole, each cut into a whole number of
 * cells that are as wide as they are high, as near as a whole number allows. It is the "integerized sinusoidal
 * grid" of Rossow and Garder (1984), which NASA used for MODIS, on its sphere of 6 371 007.181 m
 * (docs/decisions/0018-snap-places-to-a-fixed-grid.md). Nothing here may ever change: a point that were snapped
 * in two ways would be known more exactly.
 */

/** A point on the Earth, in degrees of WGS 84. */
export interface GeoPoint {
  readonly lat: number;
  readonly lon: number;
}

/** A cell. `row` counts from the south pole, `column` from 180° west. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Stored beside each cell, so that another grid can never be taken for this one. */
export const GRID = "sinusoidal-500m-1";

/** Rows from pole to pole: π · 6 371 007.181 m / 40 030 = 500.003 m. */
export const ROWS = 40_030;

const ROW_DEGREES = 180 / ROWS;

/** Five decimals, a metre: a cell's centre is written in the same way everywhere. */
const rounded = (degrees: number): number => Math.round(degrees * 1e5) / 1e5 + 0;

/** How many cells a row has around the Earth. */
export const columnsOf = (row: number): number =>
  // The middle of a row, in half rows from the equator: exactly the same to the north and to the south.
  Math.max(
    1,
    Math.round(2 * ROWS * Math.cos((Math.PI * Math.abs(2 * row + 1 - ROWS)) / (2 * ROWS))),
  );

const within = (index: number, count: number): number => Math.min(Math.max(index, 0), count - 1);

/** The cell that holds a point. Its south and west sides belong to it; the poles to the outermost rows. */
export const cellOf = ({ lat, lon }: GeoPoint): Cell => {
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180))
    throw new RangeError("A latitude lies within 90° and a longitude within 180°.");
  const row = within(Math.floor((lat + 90) / ROW_DEGREES), ROWS);
  const columns = columnsOf(row);
  // 180° east is 180° west.
  const turn = lon === 180 ? 0 : (lon + 180) / 360;
  return { row, column: within(Math.floor(turn * columns), columns) };
};

/** The middle of a cell: the public place of everything in it. */
export const centreOf = ({ row, column }: Cell): GeoPoint => ({
  lat: rounded((row + 0.5) * ROW_DEGREES - 90),
  lon: rounded(((column + 0.5) / columnsOf(row)) * 360 - 180),
});

/** The public point of a home: the same for every point of its cell, for ever. */
export const snapped = (point: GeoPoint): GeoPoint => centreOf(cellOf(point));

/** A cell's outline, for a map: its sides lie on parallels and meridians. */
export const boundsOfCell = ({ row, column }: Cell) => {
  const columns = columnsOf(row);
  return {
    south: rounded(row * ROW_DEGREES - 90),
    north: rounded((row + 1) * ROW_DEGREES - 90),
    west: rounded((column / columns) * 360 - 180),
    east: rounded(((column + 1) / columns) * 360 - 180),
  };
};
