import type { Demonstration } from "../demonstration/shown.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { isGateway, type StationRecord } from "../stations/station.ts";
import type { KnownDevices } from "./devices.ts";

/**
 * The directory as everybody sees it: without the stations of the waiting room, and without those of a demonstration
 * that is over, but for whoever asks for one by its name, or for simulated ones.
 */
export const shownStations = (
  stations: StationDirectory,
  devices: Pick<KnownDevices, "isShown">,
  demonstration: Pick<Demonstration, "leavesOut">,
): StationDirectory => {
  const isShown = (record: StationRecord) => isGateway(record) || devices.isShown(record.id);
  const isListed = (record: StationRecord) =>
    isShown(record) && !demonstration.leavesOut(record.id);
  const only = (record: StationRecord | undefined) =>
    record !== undefined && isShown(record) ? record : undefined;
  return {
    ...stations,
    find: async (id) => only(await stations.find(id)),
    atHand: (id) => only(stations.atHand(id)),
    list: (query, judge) =>
      stations.list(
        { ...query, isShown: query.origin === "simulated" ? isShown : isListed },
        judge,
      ),
    all: () => [...stations.all()].filter(isListed),
    count: async () => [...stations.all()].filter((one) => !isGateway(one) && isListed(one)).length,
  };
};
