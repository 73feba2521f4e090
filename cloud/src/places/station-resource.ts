import type { Resource } from "../access/may.ts";
import type { Territories } from "../territories/territories.ts";
import { currentPlace, type KnownStation } from "./known-station.ts";

/** A station as the rules of access see it: its host, who may be an organisation, and where it is. */
export const stationResource = (
  known: KnownStation | undefined,
  territories: Territories,
): Resource => {
  const territory = known && currentPlace(known)?.territory;
  return {
    ...{ thing: known?.thing, owner: known?.host, organisation: known?.host },
    territories: territory === undefined ? [] : territories.around(territory),
  };
};
