import { join } from "node:path";
import { createStationAirs } from "../air/station-airs.ts";
import type { CloudModule } from "../module.ts";
import { openKey } from "../private-files/key-file.ts";
import { createFigures } from "./figures.ts";
import { createFollowing } from "./following.ts";
import { createHourValues } from "./hour-values.ts";
import { ownAlertRoutes, stopAlertRoutes } from "./own-routes.ts";
import { alertProblems } from "./problems.ts";
import { createRunner } from "./runner.ts";
import { createAlertSecrets } from "./secrets.ts";
import { createStationsAround } from "./stations-around.ts";
import { subscriptionRoutes } from "./subscription-routes.ts";
import { alertCondition, alertProfile, alertTransition } from "./tables.ts";
import { createTelling } from "./tell.ts";

export const alertsModule: CloudModule = {
  name: "alerts",
  problems: alertProblems,
  tables: { alertProfile, alertCondition, alertTransition },
  async open(context) {
    const { api, folder } = context;
    const secrets = createAlertSecrets(await openKey(join(folder, "alerts-key")));
    const around = createStationsAround(context);
    const figures = createFigures(
      context,
      around,
      createHourValues(context),
      createStationAirs(context),
    );
    const runner = createRunner({
      ...context,
      following: createFollowing(figures, around),
      telling: createTelling({ ...context, secrets }),
    });
    const parts = { ...context, secrets, runner };
    subscriptionRoutes(api, parts);
    ownAlertRoutes(api, parts);
    await api.register(async (part) => stopAlertRoutes(part as typeof api, parts));
    api.addHook("onClose", () => runner.close());
  },
};
