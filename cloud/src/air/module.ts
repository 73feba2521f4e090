import type { CloudModule } from "../module.ts";
import { createPlaceNames } from "./place-names.ts";
import { createStationAirs } from "./station-airs.ts";
import { airOfStationsRoutes } from "./station-routes.ts";
import { airOfTerritoryRoutes } from "./territory-routes.ts";

export const airModule: CloudModule = {
  name: "air",
  problems: {},
  tables: {},
  open(context) {
    const airs = createStationAirs(context);
    const names = createPlaceNames(context);
    airOfStationsRoutes(context.api, context, airs, names);
    airOfTerritoryRoutes(context.api, context, airs, names);
  },
};
