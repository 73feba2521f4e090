import * as z from "zod";
import { apiProblems, Problem } from "../api/problems.ts";
import { MOST_ZOOM } from "./station-tiles.ts";

const Whole = z.coerce.number().int().min(0);

export const TileAddress = z.object({ z: Whole.max(MOST_ZOOM), x: Whole, y: Whole });
export type TileAddress = z.infer<typeof TileAddress>;

export const demandTile = ({ z: zoom, x, y }: TileAddress): void => {
  if (x < 2 ** zoom && y < 2 ** zoom) return;
  throw new Problem(apiProblems.invalid_request, `Zoom ${zoom} has no tile ${x}/${y}.`);
};

/** West, south, east, north of a tile in degrees (Web Mercator). */
export const boundsOfTile = ({
  z: zoom,
  x,
  y,
}: TileAddress): readonly [west: number, south: number, east: number, north: number] => {
  const lon = (column: number) => (column / 2 ** zoom) * 360 - 180;
  const lat = (row: number) =>
    (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / 2 ** zoom))) * 180) / Math.PI;
  return [lon(x), lat(y + 1), lon(x + 1), lat(y)];
};
