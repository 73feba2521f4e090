import { join } from "node:path";
import { createStationAirs } from "../air/station-airs.ts";
import type { CloudModule } from "../module.ts";
import { openKey } from "../private-files/key-file.ts";
import { confirmRoutes } from "./confirm-routes.ts";
import { createFigures } from "./figures.ts";
import { createFollowing } from "./following.ts";
import { createForecastFollowing } from "./following-forecasts.ts";
import { createForecastFigures } from "./forecast-figures.ts";
import { createHourValues } from "./hour-values.ts";
import { createDemand, ownAlertRoutes, stopAlertRoutes } from "./own-routes.ts";
import { alertProblems } from "./problems.ts";
import { createPush } from "./push.ts";
import { forecastDays } from "./queries.ts";
import { createRunner } from "./runner.ts";
import { createAlertSecrets } from "./secrets.ts";
import { createStationsAround } from "./stations-around.ts";
import { subscriptionRoutes } from "./subscription-routes.ts";
import { alertCondition, alertProfile, alertTransition, alertWay } from "./tables.ts";
import { createTelling } from "./tell.ts";
import { openVapid } from "./vapid.ts";
import { verdictRoutes } from "./verdict-routes.ts";
import { noteBounce, removeWay } from "./way-queries.ts";
import { wayRoutes } from "./way-routes.ts";
import { createWebhooks } from "./webhook.ts";

export const alertsModule: CloudModule = {
  name: "alerts",
  problems: alertProblems,
  tables: { alertProfile, alertCondition, alertTransition, alertWay },
  async open(context) {
    const { api, folder, outbox, records, requests, now, publicUrl } = context;
    const secrets = createAlertSecrets(await openKey(join(folder, "alerts-key")));
    const around = createStationsAround(context);
    const figures = createFigures(
      context,
      around,
      createHourValues(context),
      createStationAirs(context),
    );
    const forecasts = createForecastFigures(context);
    const runner = createRunner({
      ...context,
      following: createFollowing(figures, around),
      forecasts: createForecastFollowing(forecasts, (after) => forecastDays(records.db, after)),
      telling: createTelling({ ...context, secrets }),
    });
    const demand = createDemand(context);
    // Push services want an address of whoever runs this; over plain HTTP there is none.
    const subject = publicUrl.startsWith("https:") ? publicUrl : "https://localhost";
    const vapid = await openVapid(join(folder, "push-key"), subject);
    const parts = { ...context, secrets, runner, demand, vapid, forecasts };
    const gone = (way: string) => removeWay(records.db, way).then(() => undefined);
    outbox.deliver("push", createPush({ requests, vapid, now, gone }));
    outbox.deliver("webhook", createWebhooks({ requests, now, gone }));
    outbox.onRefused("alerts.told", (tx, id) => noteBounce(tx, id, new Date(now())));
    subscriptionRoutes(api, parts);
    confirmRoutes(api, parts);
    verdictRoutes(api, parts);
    ownAlertRoutes(api, parts);
    wayRoutes(api, parts);
    await api.register(async (part) => stopAlertRoutes(part as typeof api, parts));
    api.addHook("onClose", () => runner.close());
  },
};
