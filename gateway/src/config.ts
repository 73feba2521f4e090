import { StationId } from "@datacityzen/hardware/identifiers";
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
import type { SpreadingFactor } from "./lora/airtime.ts";
import type { UplinkName } from "./uplinks/failover.ts";

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,13}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least).max(most));

const eui = () => z.string().regex(/^[0-9a-fA-F]{16}$/, "must be 16 hexadecimal digits");

/** Names of stations, with commas between. */
const stationNames = () =>
  z.string().transform((text, context) => {
    const names = text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
    const wrong = names.find((name) => !StationId.safeParse(name).success);
    if (wrong === undefined) return new Set(names);
    context.addIssue({
      code: "custom",
      message: `must be names of stations with commas between (${JSON.stringify(wrong)} is none)`,
    });
    return z.NEVER;
  });

/** The gateway's settings, from environment variables. */
export const Config = z.object({
  DATA_DIR: z.string().min(1, "must be a folder").default("./data"),
  HOST: address("127.0.0.1"),
  GATEWAY_ID: z
    .string()
    .refine(
      (text) => StationId.safeParse(text).success,
      "must be 2 to 64 lower-case letters, digits or hyphens",
    )
    // Without it a name is drawn at the first start and kept in DATA_DIR.
    .optional(),
  /** The stations that it relays; any station of its network when unset. */
  GATEWAY_STATIONS: stationNames().optional(),
  /** ESPHome nodes of the house whose values are taken as a station's of that name; none when unset. */
  ESPHOME_STATIONS: stationNames().optional(),
  GATEWAY_PORT: port(8081),
  GATEWAY_MQTT_PORT: port(1884),
  /** Closed when unset: the same broker over TLS, with a certificate that the box makes for itself. */
  GATEWAY_MQTTS_PORT: port(0).unwrap().optional(),
  CLOUD_MQTT_URL: url(["mqtt:", "mqtts:", "ws:", "wss:"], "mqtt://127.0.0.1:1883"),
  /** PEM: the authority of the cloud's certificate, when it is none that everybody knows. */
  CLOUD_CA_FILE: z.string().optional(),
  /**
   * Links to the cloud in order of priority. `gprs`: paid by the byte, its hourly batches keep to GPRS_BYTES_A_MONTH;
   * `lora`: a modem at LORA_PORT. mqtt and gprs are one connection, with the cloud's address.
   */
  UPLINK: z
    .string()
    .regex(
      /^(mqtt|gprs|lora|mqtt,lora|gprs,lora)$/,
      "must be mqtt, gprs, lora, mqtt,lora or gprs,lora",
    )
    .default("mqtt")
    .transform((text) => text.split(",") as [UplinkName, ...UplinkName[]]),
  GPRS_BYTES_A_MONTH: z
    .string()
    .regex(/^[1-9]\d{4,11}$/, "must be a whole number of bytes, 10000 at least")
    .transform(Number)
    .default(1_000_000),
  /** The serial port of a LoRaWAN modem (RN2483). */
  LORA_PORT: z.string().min(1).optional(),
  LORA_APP_KEY: z
    .string()
    .refine((text) => /^[0-9a-fA-F]{32}$/.test(text), {
      message: "must be 32 hexadecimal digits",
      params: { secret: true },
    })
    .optional(),
  LORA_JOIN_EUI: eui().default("0000000000000000"),
  /** The modem's own when unset. */
  LORA_DEV_EUI: eui().optional(),
  LORA_SPREADING_FACTOR: wholeNumber(7, 12)
    .transform((factor) => factor as SpreadingFactor)
    .default(9),
  /** `ttn`: 30 s of airtime a day, as The Things Network asks; `own`: the law's 1 % alone. */
  LORA_NETWORK: z.enum(["ttn", "own"], "must be ttn or own").default("ttn"),
  /** What has waited for longer keeps one mean an hour. */
  OUTBOX_DAYS: wholeNumber(1, 3650).default(30),
  /** What the waiting messages may take on the disk before the oldest are reduced to hourly means, in bytes. */
  OUTBOX_BYTES: wholeNumber(10_000_000, 1_000_000_000_000).default(60_000_000),
  /** The broker of a LoRaWAN network server, whose frames become readings of stations. */
  BRIDGE_MQTT_URL: url(["mqtt:", "mqtts:", "ws:", "wss:"], "").unwrap().optional(),
  BRIDGE_MQTT_USER: z.string().min(1).optional(),
  BRIDGE_MQTT_PASSWORD: z.string().min(1).optional(),
  /** Announces the stations to Home Assistant, at the gateway's broker. */
  HOME_ASSISTANT: z.enum(["on", "off"], "must be on or off").default("off"),
  /** The broker that Home Assistant uses, when it is not the gateway's. */
  HOME_ASSISTANT_MQTT_URL: url(["mqtt:", "mqtts:", "ws:", "wss:"], "").unwrap().optional(),
  HOME_ASSISTANT_MQTT_USER: z.string().min(1).optional(),
  HOME_ASSISTANT_MQTT_PASSWORD: z.string().min(1).optional(),
  /** Flows of the house, in a process of their own that somebody installed. */
  NODE_RED: z.enum(["on", "off"], "must be on or off").default("off"),
  /** Where `npm install node-red` put it; `node-red` in DATA_DIR when unset. */
  NODE_RED_DIR: z.string().min(1).optional(),
  /** Its editor and its administration; closed unless somebody opens them. */
  NODE_RED_EDITOR: z.enum(["on", "off"], "must be on or off").default("off"),
  NODE_RED_PORT: port(1880),
  /** For the heap of its process. */
  NODE_RED_MEMORY_MB: wholeNumber(64, 4096).default(128),
  /** Where people reach the platform: the gateway's page links to where a box is claimed, when it is set. */
  PUBLIC_URL: url(["https:", "http:"], "").unwrap().optional(),
  LOG_LEVEL: logLevel(),
});
export type Config = z.infer<typeof Config>;

export const readConfig = (environment: Environment): Settings<Config> =>
  readSettings(Config, environment);
