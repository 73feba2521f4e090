import type { CloudModule } from "../module.ts";
import { createLiveReadings } from "./live.ts";
import { stationProblems } from "./problems.ts";
import { stationRoutes } from "./routes.ts";

export const stationsModule: CloudModule = {
  name: "stations",
  problems: stationProblems,
  tables: {},
  open: ({ api, events, figures, ...parts }) => {
    const live = createLiveReadings(events, figures);
    stationRoutes(api, { live, events, ...parts });
  },
};
