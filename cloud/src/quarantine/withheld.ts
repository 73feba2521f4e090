import type { Principal } from "../access/principal.ts";
import type { KnownStations } from "../places/known-stations.ts";

/** What stands in the place of a sentence that might hold a value. */
export const WITHHELD =
  "What it says is not shown: the station is not shown to you, or was indoors.";

/**
 * Whether what a message of a station holds may be read by somebody who looks after the quarantine: what was
 * measured in a home is not. What cannot be read at all may hold anything of any time.
 */
export const isWithheld = (
  known: Pick<KnownStations, "viewOf">,
  principal: Principal,
  station: string | undefined,
): boolean => {
  if (station === undefined) return false;
  const { isSeen, hidden } = known.viewOf(principal, station);
  return !isSeen || hidden.length > 0;
};
