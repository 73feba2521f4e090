import { join } from "node:path";
import { HOURS } from "../air/hour-memory.ts";
import { createStationAirs } from "../air/station-airs.ts";
import { createAlertSecrets } from "../alerts/secrets.ts";
import type { CloudModule } from "../module.ts";
import { openKey } from "../private-files/key-file.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { createDaily } from "./daily.ts";
import { LATE_MS } from "./edition-day.ts";
import { createGathering } from "./gather.ts";
import { bulletinProblems } from "./problems.ts";
import { noteBouncedBulletin } from "./queries.ts";
import { bulletinRoutes } from "./routes.ts";
import { bulletinEdition, bulletinSubscription } from "./tables.ts";

export const bulletinsModule: CloudModule = {
  name: "bulletins",
  problems: bulletinProblems,
  tables: { bulletinEdition, bulletinSubscription },
  async open(context) {
    const { api, folder, outbox, now } = context;
    const airs = createStationAirs(context, HOURS + LATE_MS / HOUR_MS);
    const gathering = createGathering(context, airs);
    // Who gets a bulletin is a profile of alerts: its address and its key are sealed with theirs.
    const secrets = createAlertSecrets(await openKey(join(folder, "alerts-key")));
    const daily = createDaily({ ...context, gathering, secrets });
    outbox.onRefused("bulletins.daily", (tx, id) => noteBouncedBulletin(tx, id, new Date(now())));
    bulletinRoutes(api, context, gathering);
    api.addHook("onClose", () => daily.close());
  },
};
