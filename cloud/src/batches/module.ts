import type { CloudModule } from "../module.ts";
import { batchesOfPerson } from "./personal-data.ts";
import { batchProblems } from "./problems.ts";
import { batchRoutes } from "./routes.ts";
import { preparedStation, stationBatch } from "./tables.ts";

export const batchesModule: CloudModule = {
  name: "batches",
  problems: batchProblems,
  tables: { stationBatch, preparedStation },
  personalData: () => batchesOfPerson,
  open: (context) => batchRoutes(context.api, context),
};
