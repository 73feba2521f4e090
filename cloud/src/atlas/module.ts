import type { CloudModule } from "../module.ts";
import { correctionRoutes } from "./correction-routes.ts";
import { draftRoutes } from "./draft-routes.ts";
import { entryRoutes } from "./entry-routes.ts";
import { exportRoutes } from "./export-routes.ts";
import { importRoutes } from "./import-routes.ts";
import { keepOpenTimes } from "./keep-open-times.ts";
import { listRoutes } from "./list-routes.ts";
import { mapRoutes } from "./map-routes.ts";
import { mergeRoutes } from "./merge-routes.ts";
import { atlasOfPerson } from "./personal-data.ts";
import { atlasProblems } from "./problems.ts";
import { reminderRoutes } from "./reminder-routes.ts";
import { reportRoutes } from "./report-routes.ts";
import { sheetsRoutes } from "./sheets-routes.ts";
import {
  atlasChange,
  atlasDraft,
  atlasEntry,
  atlasHours,
  atlasReminder,
  atlasReport,
  atlasSheet,
  atlasWord,
} from "./tables.ts";

export const atlasModule: CloudModule = {
  name: "atlas",
  problems: atlasProblems,
  tables: {
    atlasHours,
    atlasEntry,
    atlasSheet,
    atlasChange,
    atlasDraft,
    atlasReminder,
    atlasReport,
    atlasWord,
  },
  personalData: atlasOfPerson,
  async open(context) {
    const { api } = context;
    const times = keepOpenTimes(context);
    listRoutes(api, context);
    mapRoutes(api, context);
    exportRoutes(api, context);
    importRoutes(api, { ...context, times });
    entryRoutes(api, { ...context, times });
    // Each has a rate limit, and with it a part of the API, of its own.
    await api.register(async (part) => reportRoutes(part, context));
    await api.register(async (part) => sheetsRoutes(part, context));
    await api.register(async (part) => draftRoutes(part, { ...context, times }));
    await api.register(async (part) => reminderRoutes(part, context));
    correctionRoutes(api, { ...context, times });
    mergeRoutes(api, { ...context, times });
    api.addHook("onClose", () => times.close());
  },
};
