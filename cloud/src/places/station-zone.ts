import type { Territories } from "../territories/territories.ts";
import { currentPlace, type KnownPlace, placeAt } from "./known-station.ts";
import type { KnownStations } from "./known-stations.ts";

export interface ZoneParts {
  readonly knownStations: Pick<KnownStations, "find">;
  readonly territories: Pick<Territories, "zoneOf">;
}

/** Where days are cut: at its place, or the one before while it was nowhere; at its first one before that. */
const placeOfDays = (places: readonly KnownPlace[], at: number): KnownPlace | undefined =>
  placeAt(places, at) ?? places.findLast(({ since }) => since <= at) ?? places[0];

/**
 * The legal time zone of where a station is now, or was at an instant: days, months and nights are those of the people
 * there. A station that moved from Paris to Réunion keeps the days that it had in Paris.
 */
export const zoneOfStation = (
  { knownStations, territories }: ZoneParts,
  station: string,
  at?: number,
): string => {
  const known = knownStations.find(station);
  if (known === undefined) return territories.zoneOf(undefined);
  const place = at === undefined ? currentPlace(known) : placeOfDays(known.places, at);
  return territories.zoneOf(place?.territory);
};
