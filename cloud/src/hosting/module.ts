import type { CloudModule } from "../module.ts";
import {
  claimAttempt,
  handOver,
  labelCode,
  station,
  stationCredential,
  stationRelay,
} from "./tables.ts";

export const hostingModule: CloudModule = {
  name: "hosting",
  problems: {},
  tables: { station, stationCredential, stationRelay, labelCode, claimAttempt, handOver },
  open: () => undefined,
};
