import type { CloudModule } from "../module.ts";
import { createPlaceNames } from "./place-names.ts";
import { createStationAirs } from "./station-airs.ts";
import { airOfStationsRoutes } from "./station-routes.ts";
import { airOfTerritoryRoutes } from "./territory-routes.ts";

/** Stations do not say their zone; the platform is made for France. */
const ZONE = "Europe/Paris";

export const airModule: CloudModule = {
  name: "air",
  problems: {},
  tables: {},
  open(context) {
    const airs = createStationAirs(context, ZONE);
    const names = createPlaceNames(context);
    airOfStationsRoutes(context.api, context, airs, names);
    airOfTerritoryRoutes(context.api, context, airs, names);
  },
};
