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

const wholeNumber = (preset: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}$/, "must be a whole number from 1 to 999999")
    .transform(Number)
    .default(preset);

export const Config = z.object({
  /** The folder in which each process has its own. */
  DATA_DIR: z.string().default("./data"),
  HOST: address("127.0.0.1"),
  HTTP_PORT: port(8080),
  MQTT_PORT: port(1883),
  /** Figures for Prometheus and faults of the store, on the loopback address; closed when unset. */
  OPERATIONS_PORT: port(0).unwrap().optional(),
  /** Where the pages come from: every path that is not the API's. */
  DASHBOARDS_URL: url(["http:", "https:"], "http://127.0.0.1:8082"),
  /** The most that is kept of messages that could not be accepted, of all senders and of one, in MB. */
  QUARANTINE_MB: wholeNumber(256),
  QUARANTINE_SENDER_MB: wholeNumber(32),
  /** They are removed after so many days. */
  QUARANTINE_DAYS: wholeNumber(90),
  LOG_LEVEL: logLevel(),
});
export type Config = z.infer<typeof Config>;

export const readConfig = (environment: Environment = process.env): Settings<Config> =>
  readSettings(Config, environment);
