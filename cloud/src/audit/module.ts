import type { CloudModule } from "../module.ts";
import { auditRoutes } from "./routes.ts";
import { auditEntry } from "./tables.ts";

export const auditModule: CloudModule = {
  name: "audit",
  problems: {},
  tables: { auditEntry },
  open: (context) => auditRoutes(context.api, context),
};
