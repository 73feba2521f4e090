import type { CloudModule } from "../module.ts";
import { mondayOf } from "./practice.ts";
import { practiceProblems } from "./problems.ts";
import { countSubscriptions } from "./queries.ts";
import { practiceRoutes } from "./routes.ts";
import { practice, practiceWeek } from "./tables.ts";

const COUNT_MS = 3_600_000;

export const practicesModule: CloudModule = {
  name: "practices",
  problems: practiceProblems,
  tables: { practice, practiceWeek },
  open(context) {
    const { api, records, now, log } = context;
    practiceRoutes(api, context);
    const count = () => {
      if (records.state().up)
        countSubscriptions(records.db, mondayOf(now())).catch((error: Error) =>
          log.warn({ err: error }, "subscriptions of practices were not counted"),
        );
    };
    records.onUp(count);
    const counting = setInterval(count, COUNT_MS).unref();
    api.addHook("onClose", async () => clearInterval(counting));
  },
};
