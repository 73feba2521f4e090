import type { Resource } from "../access/may.ts";
import type { Asking } from "../api/api.ts";
import type { ModuleContext } from "../module.ts";
import { stationUnknown } from "../places/demand-view.ts";
import { stationResource } from "../places/station-resource.ts";

/** The station of a request that changes what is said of its values. Nobody who does not see it learns that it is there. */
export const demandStation = (
  request: Asking,
  { knownStations, territories }: Pick<ModuleContext, "knownStations" | "territories">,
  station: string,
): Resource => {
  const resource = stationResource(knownStations.find(station), territories);
  if (!request.allows(resource)) {
    if (!knownStations.viewOf(request.principal, station).isSeen) throw stationUnknown(station);
    request.demand(resource);
  }
  return resource;
};
