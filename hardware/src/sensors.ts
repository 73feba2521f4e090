import type { Sensor } from "./sensor.ts";
import { pmsx003 } from "./sensors/pmsx003.ts";
import { sds011 } from "./sensors/sds011.ts";

/** Every sensor that the platform reads. Adding one is a file and a line here. */
export const sensors = { pmsx003, sds011 } as const satisfies Record<string, Sensor>;
