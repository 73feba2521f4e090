import type { CloudModule } from "../module.ts";
import { healthRoute } from "./health.ts";
import { createMetrics, metricsRoute } from "./metrics.ts";
import { readinessRoutes } from "./readiness.ts";

export const operations: CloudModule = {
  name: "operations",
  problems: {},
  tables: {},
  open: (context) => {
    createMetrics(context);
    healthRoute(context.api, context);
    metricsRoute(context.api, context.figures);
    readinessRoutes(
      (path, answer) =>
        context.api.get(
          path,
          { config: { access: "service.read" }, schema: { hide: true } },
          async (_request, reply) => {
            const { status, body } = answer();
            reply.code(status).header("cache-control", "no-store");
            return body;
          },
        ),
      context,
    );
  },
};
