import type { CloudModule } from "../module.ts";
import { groupDaysRoutes } from "./group-days-routes.ts";
import { groupMemberRoutes } from "./group-member-routes.ts";
import { groupRoutes } from "./group-routes.ts";
import { groupStationRoutes } from "./group-station-routes.ts";
import { makeGroupDays } from "./make-group-days.ts";
import { ownGroupsRoutes } from "./own-groups-routes.ts";
import { placesOfPerson } from "./personal-data.ts";
import { photoRoutes } from "./photo-routes.ts";
import { placeRoutes } from "./place-routes.ts";
import { placeProblems } from "./problems.ts";
import { shareRoutes } from "./share-routes.ts";
import { groupDay, groupStation, place, placeExact, stationGroup, stationShare } from "./tables.ts";
import { wordsRoutes } from "./words-routes.ts";

/** What another process or module changed counts after this at the latest. */
const REFRESH_MS = 15_000;
const MAKE_DAYS_MS = 600_000;

export const placesModule: CloudModule = {
  name: "places",
  problems: placeProblems,
  tables: { place, placeExact, stationShare, stationGroup, groupStation, groupDay },
  personalData: placesOfPerson,
  open(context) {
    const { api, records, knownStations, series, now, log } = context;
    placeRoutes(api, context);
    photoRoutes(api, context);
    shareRoutes(api, context);
    wordsRoutes(api, context);
    groupRoutes(api, context);
    ownGroupsRoutes(api, context);
    groupDaysRoutes(api, context);
    groupMemberRoutes(api, context);
    groupStationRoutes(api, context);
    const refresh = () => {
      knownStations.refresh().catch((error: Error) => {
        if (records.state().up) log.error({ err: error }, "who sees which station was not read");
      });
    };
    records.onUp(refresh);
    const refreshing = setInterval(() => {
      if (records.state().up) refresh();
    }, REFRESH_MS).unref();
    let isMaking = false;
    const makingDays = setInterval(() => {
      if (isMaking || !records.state().up) return;
      isMaking = true;
      makeGroupDays({ db: records.db, series, now })
        .catch((error: Error) => {
          if (records.state().up) log.error({ err: error }, "days of groups were not made");
        })
        .finally(() => {
          isMaking = false;
        });
    }, MAKE_DAYS_MS).unref();
    api.addHook("onClose", async () => {
      clearInterval(refreshing);
      clearInterval(makingDays);
    });
  },
};
