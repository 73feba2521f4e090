import type { Demonstration } from "../demonstration/shown.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { isGateway, type StationRecord } from "../stations/station.ts";
import type { KnownDevices } from "./devices.ts";

/**
 * The directory as everybody sees it: without the stations of the waiting room, and in lists without those of a
 * demonstration that is over, but where somebody asks for simulated ones.
 */
export const shownStations = (
  stations: StationDirectory,
  devices: Pick<KnownDevices, "isShown">,
  demonstration: Pick<Demonstration, "leavesOut">,
): StationDirectory => {
  const isShown = (record: StationRecord) => isGateway(record) || devices.isShown(record.id);
  const only = (record: StationRecord | undefined) =>
    record !== undefined && isShown(record) ? record : undefined;
  return {
    ...stations,
    find: async (id) => only(await stations.find(id)),
    atHand: (id) => only(stations.atHand(id)),
    list: (query, judge) =>
      stations.list(
        {
          ...query,
          isShown: (record) =>
            isShown(record) &&
            (query.origin === "simulated" || !demonstration.leavesOut(record.id)),
        },
        judge,
      ),
    all: () => [...stations.all()].filter(isShown),
    count: async () => [...stations.all()].filter((one) => !isGateway(one) && isShown(one)).length,
  };
};
