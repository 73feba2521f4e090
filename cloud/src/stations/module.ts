import type { CloudModule } from "../module.ts";
import { stationDocumentRoutes } from "./document-routes.ts";
import { stationFigures } from "./figures.ts";
import { createFleetJudge, readLatestOf } from "./fleet-judge.ts";
import { fleetRoutes } from "./fleet-routes.ts";
import { createHeardReadings } from "./heard.ts";
import { latestRoutes } from "./latest-routes.ts";
import { stationListRoutes } from "./list-routes.ts";
import { createLiveReadings } from "./live.ts";
import { liveRoutes } from "./live-routes.ts";
import { stationProblems } from "./problems.ts";
import { createStationAnswer } from "./station-answer.ts";

export const stationsModule: CloudModule = {
  name: "stations",
  problems: stationProblems,
  tables: {},
  open: (context) => {
    const { api, events, figures } = context;
    const live = createLiveReadings(events, figures);
    const heardReadings = createHeardReadings(events, readLatestOf(context));
    const parts = { ...context, heardReadings, describe: createStationAnswer(context) };
    stationFigures(parts);
    stationListRoutes(api, parts);
    stationDocumentRoutes(api, parts);
    latestRoutes(api, parts);
    liveRoutes(api, parts, live);
    fleetRoutes(api, { ...parts, judge: createFleetJudge(context, heardReadings) });
  },
};
