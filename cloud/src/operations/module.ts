import type { CloudModule } from "../module.ts";
import { healthRoute } from "./health.ts";
import { createMetrics, metricsRoute } from "./metrics.ts";

export const operations: CloudModule = {
  name: "operations",
  problems: {},
  tables: {},
  open: (context) => {
    createMetrics(context);
    healthRoute(context.api, context);
    metricsRoute(context.api, context.figures);
  },
};
