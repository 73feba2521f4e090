import type { Sensor } from "./sensor.ts";
import { pms3003 } from "./sensors/pms3003.ts";
import { pms5003s } from "./sensors/pms5003s.ts";
import { pms5003st } from "./sensors/pms5003st.ts";
import { pms5003t } from "./sensors/pms5003t.ts";
import { pmsx003 } from "./sensors/pmsx003.ts";
import { sds011 } from "./sensors/sds011.ts";

/** Every sensor that the platform reads, by its model. Adding one is a file and a line here. */
export const sensors = {
  pms3003,
  pms5003s,
  pms5003st,
  pms5003t,
  pmsx003,
  sds011,
} as const satisfies Record<string, Sensor>;
