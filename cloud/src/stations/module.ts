import type { CloudModule } from "../module.ts";
import { currentPlace } from "../places/known-station.ts";
import { stationDocumentRoutes } from "./document-routes.ts";
import { stationFigures } from "./figures.ts";
import { fleetRoutes } from "./fleet-routes.ts";
import { createHeardReadings } from "./heard.ts";
import { latestRoutes } from "./latest-routes.ts";
import { stationListRoutes } from "./list-routes.ts";
import { createLiveReadings } from "./live.ts";
import { liveRoutes } from "./live-routes.ts";
import { stationProblems } from "./problems.ts";
import { createSensorDoubts } from "./sensor-doubts.ts";
import { createStationAnswer } from "./station-answer.ts";
import { createVitals, lowBelow } from "./vitals.ts";

export const stationsModule: CloudModule = {
  name: "stations",
  problems: stationProblems,
  tables: {},
  open: (context) => {
    const { api, events, figures, stations, knownStations, series } = context;
    const live = createLiveReadings(events, figures);
    const readLatest = async () => {
      const every = { limit: Number.POSITIVE_INFINITY };
      const { stations: all } = await stations.list(every, () => "unknown");
      return series.latest(all.map(({ id }) => id));
    };
    const heardReadings = createHeardReadings(events, readLatest);
    const connectivityOf = (station: string) => {
      const known = knownStations.find(station);
      return known && currentPlace(known)?.connectivity;
    };
    const vitals = createVitals(events, lowBelow(connectivityOf), readLatest);
    const parts = { ...context, heardReadings, describe: createStationAnswer(context) };
    stationFigures(parts);
    stationListRoutes(api, parts);
    stationDocumentRoutes(api, parts);
    latestRoutes(api, parts);
    liveRoutes(api, parts, live);
    fleetRoutes(api, { ...parts, vitals, sensorDoubts: createSensorDoubts(events) });
  },
};
