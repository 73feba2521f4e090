import type { CloudModule } from "../module.ts";
import { createClaims } from "./claims.ts";
import { handOverRoutes } from "./hand-over-routes.ts";
import { hostRoutes } from "./host-routes.ts";
import { keepRecords } from "./keep-records.ts";
import { createLife } from "./life.ts";
import { stationsOfPerson } from "./personal-data.ts";
import { hostingProblems } from "./problems.ts";
import { sensorRoutes } from "./sensor-routes.ts";
import {
  claimAttempt,
  handOver,
  labelCode,
  sensorReplacement,
  station,
  stationCredential,
  stationRelay,
} from "./tables.ts";
import { waitingRoutes } from "./waiting-routes.ts";

const SWEEP_MS = 3_600_000;

export const hostingModule: CloudModule = {
  name: "hosting",
  problems: hostingProblems,
  tables: {
    ...{ station, stationCredential, stationRelay, labelCode, claimAttempt, handOver },
    sensorReplacement,
  },
  personalData: () => stationsOfPerson,
  open: (context) => {
    const { api, devices, records, now, log } = context;
    const kept = keepRecords(devices, records, { now, log });
    const claims = createClaims({ ...context, kept });
    const life = createLife({ ...context, kept });
    hostRoutes(api, { ...context, claims, life });
    handOverRoutes(api, { ...context, life });
    sensorRoutes(api, context);
    waitingRoutes(api, { ...context, kept, life });
    const sweeping = setInterval(() => {
      if (records.state().up)
        claims
          .sweep()
          .catch((error: Error) => log.warn({ err: error }, "old tries of codes not removed"));
    }, SWEEP_MS).unref();
    api.addHook("onClose", async () => {
      clearInterval(sweeping);
      await kept.close();
    });
  },
};
