import { distanceBetween } from "../../places/distance.ts";
import { type GeoPoint, snapped } from "../../places/grid.ts";

/** What a station is like: only like is compared with like. */
export interface Surroundings {
  readonly exposure: "outdoor" | "indoor";
  /** "street", "garden" …; absent where nobody said it. */
  readonly siting?: string | undefined;
}

export interface Placed extends Surroundings {
  readonly station: string;
  readonly point: GeoPoint;
}

export interface Neighbour {
  readonly station: string;
  /** Between the middles of the cells in which the two are. */
  readonly distanceM: number;
}

/** Two stations are of one type when both are outdoors; rooms are not compared, each has its own air. */
const isLike = (one: Surroundings, other: Surroundings): boolean =>
  one.exposure === "outdoor" && other.exposure === "outdoor";

/**
 * The stations of the same type within `reachM`, the nearest first. Every point is snapped first, whatever was
 * known of it: who a station's neighbours are can be read from findings that everybody sees, and an exact
 * distance would tell where a home is.
 */
export const neighboursOf = (
  own: Placed,
  others: readonly Placed[],
  { reachM, most }: { readonly reachM: number; readonly most: number },
): Neighbour[] => {
  const from = snapped(own.point);
  return others
    .filter((other) => other.station !== own.station && isLike(own, other))
    .map(({ station, point }) => ({
      station,
      distanceM: Math.round(distanceBetween(from, snapped(point))),
    }))
    .filter(({ distanceM }) => distanceM <= reachM)
    .sort((one, other) => one.distanceM - other.distanceM || (one.station < other.station ? -1 : 1))
    .slice(0, most);
};
