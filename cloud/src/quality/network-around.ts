import { nobody } from "../access/principal.ts";
import { currentPlace, type KnownStation } from "../places/known-station.ts";
import type { KnownStations } from "../places/known-stations.ts";
import { neighboursOf, type Placed } from "./checks/neighbourhood.ts";
import { neighbourhoodReach } from "./checks/neighbours.ts";

/** Where a station is now, as everybody may know it. */
export const placedOf = (known: KnownStation | undefined): Placed | undefined => {
  const place = known && currentPlace(known);
  return known === undefined || place === undefined
    ? undefined
    : {
        ...{ station: known.name, exposure: place.exposure, siting: place.siting },
        point: { lat: place.lat, lon: place.lon },
      };
};

/** Names of the stations outdoors around one, the nearest first, of those that everybody sees. */
export const networkAround = (
  { knownStations }: { readonly knownStations: Pick<KnownStations, "find" | "all" | "viewOf"> },
  station: string,
): readonly string[] => {
  const own = placedOf(knownStations.find(station));
  if (own === undefined) return [];
  const others = [...knownStations.all()]
    .filter(({ name }) => name !== station && knownStations.viewOf(nobody, name).isSeen)
    .flatMap((known) => placedOf(known) ?? []);
  return neighboursOf(own, others, neighbourhoodReach).map((one) => one.station);
};
