import type { Origin } from "@datacityzen/hardware/flags";
import type { StationDirectory } from "./directory.ts";
import { withOrigins } from "./station.ts";

/**
 * Makes a station known whose readings come past the door for messages: of a station that nobody heard of, nobody could ask them.
 * Resolves when that is durable; where there is no room for more stations, it comes to be known when it reports.
 */
export const createImportedStations =
  (
    stations: Pick<StationDirectory, "atHand" | "lacksRoom" | "change">,
    now: () => number,
  ): ((station: string, origin: Origin) => Promise<void>) =>
  async (station, origin) => {
    if (stations.atHand(station) !== undefined) return;
    if (stations.lacksRoom(station, "") !== undefined) return;
    await stations.change(station, now(), (record) => withOrigins(record, [origin]));
  };
