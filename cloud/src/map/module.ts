import { HOURS } from "../air/hour-memory.ts";
import { createPlaceNames } from "../air/place-names.ts";
import { createStationAirs } from "../air/station-airs.ts";
import type { CloudModule } from "../module.ts";
import { PAST_HOURS } from "./choice.ts";
import { coverageRoutes } from "./coverage-routes.ts";
import { createKeptIndexes } from "./kept-indexes.ts";
import { createKeptTiles } from "./kept-tiles.ts";
import { listRoutes } from "./list-routes.ts";
import { createOutlines } from "./outlines.ts";
import { createSheets } from "./sheets.ts";
import { tileRoutes } from "./tile-routes.ts";
import { createTileThread } from "./tile-thread.ts";

export const mapModule: CloudModule = {
  name: "map",
  problems: {},
  tables: {},
  open(context) {
    const { records, territories, now } = context;
    const names = createPlaceNames(context);
    const airs = createStationAirs(context, PAST_HOURS + HOURS);
    const parts = {
      ...{ records, territories, now, names },
      sheets: createSheets(context, airs, names),
      outlines: createOutlines(context),
    };
    const thread = createTileThread();
    context.api.addHook("onClose", () => thread.close());
    tileRoutes(context.api, parts, createKeptIndexes(thread), createKeptTiles());
    listRoutes(context.api, parts);
    coverageRoutes(context.api, parts);
  },
};
