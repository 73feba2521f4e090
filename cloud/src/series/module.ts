import type { CloudModule } from "../module.ts";
import { seriesProblems } from "./problems.ts";
import { seriesRoutes } from "./routes.ts";

export const seriesModule: CloudModule = {
  name: "series",
  problems: seriesProblems,
  tables: {},
  open: ({ api, ...parts }) => seriesRoutes(api, parts),
};
