import type { CloudModule } from "../module.ts";
import { readingsProblems } from "./problems.ts";
import { readingsRoutes } from "./routes.ts";

export const readingsModule: CloudModule = {
  name: "readings",
  problems: readingsProblems,
  tables: {},
  open: ({ api, ...context }) => readingsRoutes(api, context),
};
