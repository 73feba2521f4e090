import { globSync } from "node:fs";
import { join } from "node:path";
import { readSensorCare, sensorCareFile } from "../../edge/src/sensor-care.ts";
import type { WearFact } from "./facts.ts";

/** How long the sensors of this machine's stations have worked, by what the stations keep of them. */
export const lookAtWear = (dataDir: string): WearFact[] => {
  const folder = join(dataDir, "edge");
  return globSync(sensorCareFile("*"), { cwd: folder }).flatMap((name) =>
    Object.entries(readSensorCare(join(folder, name))).flatMap(([sensor, { hours, life }]) =>
      life === undefined ? [] : [{ sensor, hours: Math.floor(hours), life }],
    ),
  );
};
