import { type Environment, logLevel, readSettings } from "@datacityzen/hardware/settings/settings";
import * as z from "zod";

/** The settings of the demonstration's own process. */
export const Config = z.object({
  DATA_DIR: z.string().default("./data"),
  DEMO: z.enum(["auto", "off"]).default("auto"),
  LOG_LEVEL: logLevel(),
});

export const readConfig = (environment: Environment) => readSettings(Config, environment);
