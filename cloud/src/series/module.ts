import type { CloudModule } from "../module.ts";
import { dayFileRoutes } from "./day-file-routes.ts";
import { seriesProblems } from "./problems.ts";
import { seriesRoutes } from "./routes.ts";

export const seriesModule: CloudModule = {
  name: "series",
  problems: seriesProblems,
  tables: {},
  open: ({ api, dayFiles, ...parts }) => {
    seriesRoutes(api, parts);
    dayFileRoutes(api, dayFiles);
  },
};
