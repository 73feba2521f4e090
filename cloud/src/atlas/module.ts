import type { CloudModule } from "../module.ts";
import { entryRoutes } from "./entry-routes.ts";
import { exportRoutes } from "./export-routes.ts";
import { importRoutes } from "./import-routes.ts";
import { keepOpenTimes } from "./keep-open-times.ts";
import { listRoutes } from "./list-routes.ts";
import { atlasOfPerson } from "./personal-data.ts";
import { atlasProblems } from "./problems.ts";
import { reportRoutes } from "./report-routes.ts";
import { sheetsRoutes } from "./sheets-routes.ts";
import {
  atlasChange,
  atlasEntry,
  atlasHours,
  atlasReport,
  atlasSheet,
  atlasWord,
} from "./tables.ts";

export const atlasModule: CloudModule = {
  name: "atlas",
  problems: atlasProblems,
  tables: { atlasHours, atlasEntry, atlasSheet, atlasChange, atlasReport, atlasWord },
  personalData: atlasOfPerson,
  async open(context) {
    const { api } = context;
    const times = keepOpenTimes(context);
    listRoutes(api, context);
    exportRoutes(api, context);
    importRoutes(api, { ...context, times });
    entryRoutes(api, { ...context, times });
    // Each has a rate limit, and with it a part of the API, of its own.
    await api.register(async (part) => reportRoutes(part, context));
    await api.register(async (part) => sheetsRoutes(part, context));
    api.addHook("onClose", () => times.close());
  },
};
