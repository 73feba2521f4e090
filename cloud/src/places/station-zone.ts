import type { Territories } from "../territories/territories.ts";
import { currentPlace } from "./known-station.ts";
import type { KnownStations } from "./known-stations.ts";

export interface ZoneParts {
  readonly knownStations: Pick<KnownStations, "find">;
  readonly territories: Pick<Territories, "zoneOf">;
}

/** The legal time zone of where a station is now: days, months and nights are those of the people there. */
export const zoneOfStation = (
  { knownStations, territories }: ZoneParts,
  station: string,
): string => {
  const known = knownStations.find(station);
  return territories.zoneOf(known && currentPlace(known)?.territory);
};
