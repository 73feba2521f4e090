import type { RouteConfig } from "@react-router/dev/routes";
import { adminRoutes } from "./admin/routes.ts";
import { legalRoutes } from "./legal/routes.ts";
import { quarantineRoutes } from "./quarantine/routes.ts";
import { missingRoute } from "./site/routes.ts";
import { stationRoutes } from "./stations/routes.ts";

/** Each module's routes, in the order in which addresses are looked up. */
export default [
  ...stationRoutes,
  ...quarantineRoutes,
  ...adminRoutes,
  ...legalRoutes,
  missingRoute,
] satisfies RouteConfig;
