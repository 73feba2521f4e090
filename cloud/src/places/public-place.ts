import { isoInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { type KnownPlace, pointOf } from "./known-station.ts";

/** The key of a territory, in answers; no field where there is none. */
export const territoryKey = (
  territories: ModuleContext["territories"],
  territory: string | null | undefined,
): { readonly territory?: string } => {
  const key = territory == null ? undefined : territories.keyOf(territory);
  return key === undefined ? {} : { territory: key };
};

/** A place as everybody sees it, in answers. */
export const publicPlace = (territories: ModuleContext["territories"], place: KnownPlace) => ({
  since: isoInstant(place.since),
  ...pointOf(place),
  precision: place.isExact ? ("exact" as const) : ("cell" as const),
  ...territoryKey(territories, place.territory),
  exposure: place.exposure,
  ...(place.siting === undefined ? {} : { siting: place.siting }),
  ...(place.connectivity === undefined ? {} : { connectivity: place.connectivity }),
});
