import type { CloudModule } from "../module.ts";
import { placesOfPerson } from "./personal-data.ts";
import { placeRoutes } from "./place-routes.ts";
import { placeProblems } from "./problems.ts";
import { groupDay, groupStation, place, placeExact, stationGroup, stationShare } from "./tables.ts";

/** What another process or module changed counts after this at the latest. */
const REFRESH_MS = 15_000;

export const placesModule: CloudModule = {
  name: "places",
  problems: placeProblems,
  tables: { place, placeExact, stationShare, stationGroup, groupStation, groupDay },
  personalData: placesOfPerson,
  open(context) {
    const { api, records, knownStations, log } = context;
    placeRoutes(api, context);
    const refresh = () => {
      knownStations.refresh().catch((error: Error) => {
        if (records.state().up) log.error({ err: error }, "who sees which station was not read");
      });
    };
    records.onUp(refresh);
    const refreshing = setInterval(() => {
      if (records.state().up) refresh();
    }, REFRESH_MS).unref();
    api.addHook("onClose", async () => clearInterval(refreshing));
  },
};
