import type { CloudModule } from "../module.ts";
import { jobFigures } from "./figures.ts";
import { jobProblems } from "./problems.ts";
import { jobRoutes } from "./routes.ts";
import { job } from "./tables.ts";

export const jobsModule: CloudModule = {
  name: "jobs",
  problems: jobProblems,
  tables: { job },
  open: (context) => {
    jobRoutes(context.api, context);
    jobFigures(context);
  },
};
