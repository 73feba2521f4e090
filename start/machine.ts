import { dirname, join, resolve } from "node:path";
import type { Environment } from "@datacityzen/hardware/settings/settings";
import { readConfig as readCloudConfig } from "../cloud/src/config.ts";
import type { Administration } from "../dcz/administration/cloud.ts";
import type { Machine } from "../dcz/doctor/facts.ts";
import { Config, environmentFor, names, places, readConfig } from "./processes.ts";
import { wrongSettings } from "./settings.ts";

/** The folder of the data: a relative one starts at the repository, as the processes do. */
export const dataDirOf = (environment: Environment): string =>
  resolve(import.meta.dirname, "..", environment.DATA_DIR || "data");

/** The cloud of this machine, for what only its administrator may do. */
export const administrationFor = (environment: Environment): Administration => {
  const settings = readConfig(environment);
  return {
    url: places(settings.ok ? settings.value : Config.parse({})).page,
    tokenFile: join(dataDirOf(environment), "cloud", "admin-token"),
  };
};

/** Where the records are; undefined when the cloud would refuse its settings. */
const recordsIn = (environment: Environment): Machine["records"] => {
  const settings = readCloudConfig(environment);
  if (!settings.ok) return undefined;
  const { DATABASE_URL: databaseUrl, POSTGRES_BIN: postgresBin } = settings.value;
  return { databaseUrl, postgresBin };
};

/** What `dcz doctor` examines: the machine as `dcz start` would use it. */
export const machineFor = (environment: Environment): Machine => {
  const settings = readConfig(environment);
  const config = settings.ok ? settings.value : Config.parse({});
  const used = settings.ok ? environmentFor(environment, config) : environment;
  const at = places(config);
  return {
    root: dirname(import.meta.dirname),
    host: config.HOST,
    dataDir: dataDirOf(environment),
    records: recordsIn(environment),
    ports: [
      { variable: "HTTP_PORT", port: config.HTTP_PORT, owner: "cloud" },
      { variable: "MQTT_PORT", port: config.MQTT_PORT, owner: "cloud" },
      { variable: "DASHBOARDS_PORT", port: config.DASHBOARDS_PORT, owner: "dashboards" },
      { variable: "GATEWAY_PORT", port: config.GATEWAY_PORT, owner: "gateway" },
      { variable: "GATEWAY_MQTT_PORT", port: config.GATEWAY_MQTT_PORT, owner: "gateway" },
    ],
    health: [
      { owner: "cloud", url: `${at.page}api/v1/health` },
      { owner: "gateway", url: `${at.localPage}api/health` },
    ],
    sensors: used.SENSORS ?? "",
    wrongSettings: [
      ...new Set([...(settings.ok ? [] : settings.sentences), ...wrongSettings(used, names)]),
    ],
  };
};
