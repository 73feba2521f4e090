import type { CloudModule } from "../module.ts";
import { backupRoutes } from "./routes.ts";

export const backupModule: CloudModule = {
  name: "backup",
  problems: {},
  tables: {},
  open: (context) => backupRoutes(context.api, context),
};
