import type { ModuleContext } from "../module.ts";
import { distanceBetween } from "../places/distance.ts";
import type { GeoPoint } from "../places/grid.ts";
import { currentPlace, pointOf } from "../places/known-station.ts";
import { type Counted, PLACE_METRES, PLACE_STATIONS } from "./counted.ts";

/** A station, or a point that is rounded to 0.01°. */
export type Target =
  | { readonly kind: "station"; readonly station: string }
  | ({ readonly kind: "place" } & GeoPoint);

export const keyOfTarget = (target: Target): string =>
  target.kind === "station" ? target.station : `${target.lat},${target.lon}`;

/** 0.1°: 11 km from south to north; from west to east at least the radius up to 63° of latitude. */
const CELL = 0.1;
const REACH_DEGREES = PLACE_METRES / 111_195;

const cellOf = (lat: number, lon: number): string =>
  `${Math.floor(lat / CELL)},${Math.floor(lon / CELL)}`;

/** Which stations speak for a place, by their public points. */
export const createStationsAround = ({
  knownStations,
}: {
  readonly knownStations: Pick<ModuleContext["knownStations"], "all" | "edition">;
}) => {
  let edition = -1;
  let cells = new Map<string, { station: string; point: GeoPoint }[]>();
  let found = new Map<string, readonly { station: string; metres: number }[]>();

  const look = (): void => {
    if (edition === knownStations.edition()) return;
    edition = knownStations.edition();
    cells = new Map();
    found = new Map();
    for (const known of knownStations.all()) {
      const place = currentPlace(known);
      if (place === undefined || place.exposure === "indoor") continue;
      const point = pointOf(place);
      const cell = cellOf(point.lat, point.lon);
      const all = cells.get(cell);
      if (all === undefined) cells.set(cell, [{ station: known.name, point }]);
      else all.push({ station: known.name, point });
    }
  };

  const near = (point: GeoPoint): readonly { station: string; metres: number }[] => {
    const widest = REACH_DEGREES / Math.max(0.05, Math.cos((point.lat * Math.PI) / 180));
    const asked = new Set<string>();
    for (const lat of [point.lat - REACH_DEGREES, point.lat, point.lat + REACH_DEGREES])
      for (let lon = point.lon - widest; lon <= point.lon + widest + CELL; lon += CELL)
        asked.add(cellOf(lat, Math.min(lon, point.lon + widest)));
    return [...asked]
      .flatMap((cell) => cells.get(cell) ?? [])
      .map(({ station, point: there }) => ({
        station,
        metres: Math.round(distanceBetween(point, there)),
      }))
      .filter(({ metres }) => metres <= PLACE_METRES)
      .sort((one, other) => one.metres - other.metres || (one.station < other.station ? -1 : 1));
  };

  return {
    /** The stations that may speak for a target, the nearest first. */
    of(target: Target): readonly { readonly station: string; readonly metres?: number }[] {
      if (target.kind === "station") return [{ station: target.station }];
      look();
      const key = keyOfTarget(target);
      const known = found.get(key);
      if (known !== undefined) return known;
      const made = near(target);
      found.set(key, made);
      return made;
    },
    /** Of those of which something is known the nearest few. */
    fewest: (target: Target, counted: readonly Counted[]): readonly Counted[] =>
      target.kind === "station" ? counted : counted.slice(0, PLACE_STATIONS),
  };
};
export type StationsAround = ReturnType<typeof createStationsAround>;
