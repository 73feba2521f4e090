import type { ForAnybody } from "../access/for-anybody.ts";
import { nobody } from "../access/principal.ts";
import { NOTHING } from "../access/station-view.ts";
import type { Demonstration } from "../demonstration/shown.ts";
import type { KnownStations } from "../places/known-stations.ts";
import type { KnownDevices } from "./devices.ts";

/** What files for anybody may hold: nothing of the waiting room, and nothing that is invented. */
export const shownToAnybody = (
  devices: Pick<KnownDevices, "isShown" | "onChange">,
  demonstration: Pick<Demonstration, "has">,
  knownStations: Pick<KnownStations, "viewOf" | "edition">,
): ForAnybody => {
  let deviceChanges = 0;
  devices.onChange(() => {
    deviceChanges += 1;
  });
  return {
    viewOf: (station) =>
      devices.isShown(station) && !demonstration.has(station)
        ? knownStations.viewOf(nobody, station)
        : NOTHING,
    edition: () => deviceChanges + knownStations.edition(),
  };
};
