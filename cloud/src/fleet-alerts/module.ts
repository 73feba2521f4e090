import type { CloudModule } from "../module.ts";
import { jsonEntry } from "../people/personal-data.ts";
import { createFleetJudge } from "../stations/fleet-judge.ts";
import { noticesOf, reachOf } from "./queries.ts";
import { fleetAlertRoutes } from "./routes.ts";
import { fleetNotice, fleetTrouble, fleetWatcher } from "./tables.ts";
import { createFleetWatch } from "./watch.ts";

const EVERY_MS = 10_000;

export const fleetAlertsModule: CloudModule = {
  name: "fleet-alerts",
  problems: {},
  tables: { fleetWatcher, fleetTrouble, fleetNotice },
  personalData: () => ({
    name: "fleet-alerts",
    goes: [
      {
        fr: "votre souhait d'être prévenu des pannes de stations, et ce dont vous avez été prévenu",
        en: "your wish to be told of stations in trouble, and what you were told",
      },
    ],
    stays: [],
    collect: async (tx, who) => [
      jsonEntry("fleet-alerts", {
        of: (await reachOf(tx, who)) ?? "none",
        told: await noticesOf(tx, who),
      }),
    ],
    erase: async () => undefined,
  }),
  open(context) {
    const { api } = context;
    const watch = createFleetWatch({
      ...{ ...context, judge: createFleetJudge(context), everyMs: EVERY_MS },
    });
    fleetAlertRoutes(api, context);
    api.addHook("onClose", () => watch.close());
  },
};
