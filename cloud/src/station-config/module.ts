import type { CloudModule } from "../module.ts";
import { jsonEntry, type PersonalDataOfModule } from "../people/personal-data.ts";
import { stationConfigProblems } from "./problems.ts";
import { settingsOfHost } from "./queries.ts";
import { stationConfigRoutes } from "./routes.ts";
import { stationConfig } from "./tables.ts";

/** A host gives sensors names. */
const settingsOfPerson: PersonalDataOfModule = {
  name: "station-config",
  goes: [],
  stays: [
    {
      what: {
        fr: "les réglages de vos stations, avec les noms que vous avez donnés à leurs capteurs",
        en: "the settings of your stations, with the names that you gave their sensors",
      },
      why: {
        fr: "les stations continuent de mesurer selon eux",
        en: "the stations go on measuring by them",
      },
    },
  ],
  async collect(tx, who) {
    const settings = await settingsOfHost(tx, who);
    return settings.length === 0 ? [] : [jsonEntry("station-settings", settings)];
  },
  erase: async () => undefined,
};

export const stationConfigModule: CloudModule = {
  name: "station-config",
  problems: stationConfigProblems,
  tables: { stationConfig },
  personalData: () => settingsOfPerson,
  open: (context) => {
    const { api, records, stationConfigs, log } = context;
    stationConfigRoutes(api, context);
    records.onUp(() => {
      stationConfigs.refresh().catch((error: Error) => {
        if (records.state().up) log.error({ err: error }, "what stations are told was not read");
      });
    });
  },
};
