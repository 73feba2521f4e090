import { join } from "node:path";
import {
  address,
  type Environment,
  logLevel,
  port,
  readSettings,
  type Settings,
  url,
} from "@datacityzen/hardware/settings/settings";
import * as z from "zod";

/** The keys are the variables' names. */
export const Variables = z.object({
  /** The folder in which each process has its own. */
  DATA_DIR: z.string().default("./data"),
  HOST: address("127.0.0.1"),
  DASHBOARDS_PORT: port(8082),
  API_URL: url(["http:", "https:"], "http://127.0.0.1:8080"),
  /** The address at which people reach the pages, for what they take along: lines that show us on another site. */
  PUBLIC_URL: url(["https:", "http:"], "http://localhost:8080"),
  /** What lies under the stations of the map: a PMTiles file, its address, or a template of tiles; else the outline. */
  BASE_MAP: z.string().optional(),
  BASE_MAP_ATTRIBUTION: z.string().max(300).optional(),
  BASE_MAP_ATTRIBUTION_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** What the operator of the service tells of itself; `DATA_DIR/operator.json` when unset. */
  OPERATOR_FILE: z.string().optional(),
  LOG_LEVEL: logLevel(),
});

const Config = Variables.transform((set) => ({
  host: set.HOST,
  port: set.DASHBOARDS_PORT,
  apiUrl: set.API_URL,
  publicUrl: set.PUBLIC_URL,
  baseMap: set.BASE_MAP,
  attribution: set.BASE_MAP_ATTRIBUTION,
  attributionUrl: set.BASE_MAP_ATTRIBUTION_URL,
  operatorFile: set.OPERATOR_FILE ?? join(set.DATA_DIR, "operator.json"),
  logLevel: set.LOG_LEVEL,
}));
export type Config = z.infer<typeof Config>;

export const readConfig = (environment: Environment): Settings<Config> =>
  readSettings(Config, environment);

/** What this process was started with: the only reading of `process.env`. */
export const environment: Environment = process.env;
