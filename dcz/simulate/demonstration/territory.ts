import {
  type DemonstrationStation,
  demonstrationStations,
} from "../../../cloud/src/demonstration/stations.ts";
import { type Fault, well } from "../faults.ts";
import type { Point, Surroundings } from "../places.ts";
import { createRegion, type Region } from "../region.ts";
import { describedStation, type SimulatedStation } from "../station.ts";
import { weeklyCalendar } from "./week.ts";

/** The middle of the town of cloud/src/territories/demonstration. */
const centre = { lat: 45.07, lon: -5.11 };
const SEED = 15;
const DEGREE_M = 111_195;

const pointOf = ({ lat, lon }: { readonly lat: number; readonly lon: number }): Point => ({
  x: (lon - centre.lon) * DEGREE_M * Math.cos((centre.lat * Math.PI) / 180),
  y: (lat - centre.lat) * DEGREE_M,
});

const surroundings = (station: DemonstrationStation): Surroundings => ({
  ...pointOf(station),
  ...{ quarter: 0, height: station.height, urban: station.urban, street: station.street },
});

const noFaults = (): Fault => well;

export interface Demonstration {
  readonly region: Region;
  readonly stations: readonly SimulatedStation[];
}

/** The stations of the demonstration: the same values at the same instants, on every machine. */
export const createDemonstration = (): Demonstration => {
  const placeOf = (name: string): Point => {
    const found = demonstrationStations.find((each) => each.name === name);
    if (found === undefined) throw new Error(`No station ${name} in the demonstration.`);
    return pointOf(found);
  };
  const calendar = weeklyCalendar({ seed: SEED, longitude: centre.lon, placeOf });
  const region = createRegion(SEED, { centre, calendar });
  return {
    region,
    stations: demonstrationStations.map((station, index) =>
      describedStation(
        region,
        { id: station.name, index, place: surroundings(station), kit: station.kit },
        noFaults,
      ),
    ),
  };
};
