import type { StationDirectory } from "../stations/directory.ts";
import { isGateway, type StationRecord } from "../stations/station.ts";
import { demonstrationStations } from "./stations.ts";

/**
 * `shown`: its stations are among the others, for there are no real ones. `over`: a real station has measured, and
 * lists leave them out. `none`: there are none of them here.
 */
export type DemonstrationState = "shown" | "over" | "none";

/** Whether the stations of the demonstration are among the others. */
export interface Demonstration {
  readonly has: (station: string) => boolean;
  readonly state: () => DemonstrationState;
  /** Lists leave it out; who asks for simulated ones finds it. */
  readonly leavesOut: (station: string) => boolean;
}

const names: ReadonlySet<string> = new Set(demonstrationStations.map(({ name }) => name));

/** What a sensor measured here: recordings and simulations are none. */
const isReal = (record: StationRecord): boolean =>
  !isGateway(record) && record.origins?.includes("measured") === true && !names.has(record.id);

export const createDemonstration = (
  stations: Pick<StationDirectory, "all" | "atHand">,
  isOn: boolean,
): Demonstration => {
  /** Once there is a real one it stays so: nobody looks through all of them at each question. */
  let isOver = !isOn;
  const sawReal = (): boolean => {
    if (isOver) return true;
    for (const record of stations.all())
      if (isReal(record)) {
        isOver = true;
        break;
      }
    return isOver;
  };
  const hasAny = (): boolean => {
    for (const name of names) if (stations.atHand(name) !== undefined) return true;
    return false;
  };
  return {
    has: (station) => names.has(station),
    state() {
      if (!hasAny()) return "none";
      return sawReal() ? "over" : "shown";
    },
    leavesOut: (station) => names.has(station) && sawReal(),
  };
};
