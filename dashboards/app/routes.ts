import { layout, type RouteConfig } from "@react-router/dev/routes";
import { accountRoutes } from "./account/routes.ts";
import { adminRoutes } from "./admin/routes.ts";
import { alertRoutes } from "./alerts/routes.ts";
import { atlasRoutes } from "./atlas/routes.ts";
import { bulletinRoutes } from "./bulletins/routes.ts";
import { calibrationRoutes } from "./calibrations/routes.ts";
import { designRoutes } from "./design/routes.ts";
import { embedRoutes } from "./embed/routes.ts";
import { fleetRoutes } from "./fleet/routes.ts";
import { groupRoutes } from "./groups/routes.ts";
import { homeRoutes } from "./home/routes.ts";
import { hostingRoutes } from "./hosting/routes.ts";
import { legalRoutes } from "./legal/routes.ts";
import { mapRoutes } from "./map/routes.ts";
import { organisationRoutes } from "./organisations/routes.ts";
import { peopleRoutes } from "./people/routes.ts";
import { placeRoutes } from "./places/routes.ts";
import { practiceRoutes } from "./practices/routes.ts";
import { qualityRoutes } from "./quality/routes.ts";
import { quarantineRoutes } from "./quarantine/routes.ts";
import { signInRoutes } from "./sign-in/routes.ts";
import { missingRoute } from "./site/routes.ts";
import { stationRoutes } from "./stations/routes.ts";
import { stewardshipRoutes } from "./stewardship/routes.ts";
import { territoryRoutes } from "./territories/routes.ts";
import { waitingRoutes } from "./waiting/routes.ts";
import { workshopRoutes } from "./workshops/routes.ts";

/** Each module's routes, in the order in which addresses are looked up. */
const routes = [
  ...homeRoutes,
  ...stationRoutes,
  ...embedRoutes,
  ...qualityRoutes,
  ...quarantineRoutes,
  ...calibrationRoutes,
  ...stewardshipRoutes,
  ...alertRoutes,
  ...atlasRoutes,
  ...bulletinRoutes,
  ...practiceRoutes,
  ...adminRoutes,
  ...territoryRoutes,
  ...signInRoutes,
  ...accountRoutes,
  ...hostingRoutes,
  ...placeRoutes,
  ...groupRoutes,
  ...fleetRoutes,
  ...waitingRoutes,
  ...organisationRoutes,
  ...workshopRoutes,
  ...peopleRoutes,
  ...mapRoutes,
  ...legalRoutes,
  ...designRoutes,
  missingRoute,
];

export default [layout("site/all-pages.tsx", routes)] satisfies RouteConfig;
