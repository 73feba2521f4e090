import { hostInUrl } from "@datacityzen/hardware/settings/host-in-url";
import {
  address,
  type Environment,
  port,
  readSettings,
} from "@datacityzen/hardware/settings/settings";
import * as z from "zod";

/** The processes of one machine, in the order in which data flows from the last to the first. */
export const names = ["cloud", "dashboards", "gateway", "edge", "demonstration"] as const;
export type Name = (typeof names)[number];

interface Program {
  readonly program: string;
  /** Started when these are ready: earlier it would only log that it cannot connect. */
  readonly after: readonly Name[];
  /** Folders and files whose change restarts it. */
  readonly sources: readonly string[];
}

export const programs: { readonly [name in Name]: Program } = {
  cloud: { program: "cloud/src/main.ts", after: [], sources: ["cloud/src", "hardware/src"] },
  dashboards: {
    program: "dashboards/server.ts",
    after: [],
    sources: [
      "dashboards/app",
      "dashboards/public",
      "dashboards/server",
      "dashboards/server.ts",
      "hardware/src",
    ],
  },
  gateway: {
    program: "gateway/src/main.ts",
    after: ["cloud"],
    sources: ["gateway/src", "hardware/src"],
  },
  edge: {
    program: "edge/src/main.ts",
    after: ["gateway"],
    sources: ["edge/src", "hardware/src", "hardware/captures"],
  },
  demonstration: {
    program: "start/demonstration.ts",
    after: ["cloud"],
    sources: ["dcz/simulate", "cloud/src/demonstration", "edge/src", "hardware/src"],
  },
};

/** The senders stop first, so that what they still hold reaches the disk of the process that receives it. */
export const stopOrder: readonly (readonly Name[])[] = [
  ["edge", "demonstration"],
  ["gateway"],
  ["cloud", "dashboards"],
];

/** What the processes of one machine must agree on; each of them checks its own settings besides. */
export const Config = z.object({
  HOST: address("127.0.0.1"),
  HTTP_PORT: port(8080),
  MQTT_PORT: port(1883),
  GATEWAY_PORT: port(8081),
  GATEWAY_MQTT_PORT: port(1884),
  DASHBOARDS_PORT: port(8082),
  STATION_ID: z.string().default("workshop"),
  TLS_CERT_FILE: z.string().optional(),
  CLEAR_HOST: address("127.0.0.1"),
});
export type Config = z.infer<typeof Config>;

export const readConfig = (environment: Environment) => readSettings(Config, environment);

export const portVariables = [
  "HTTP_PORT",
  "MQTT_PORT",
  "GATEWAY_PORT",
  "GATEWAY_MQTT_PORT",
  "DASHBOARDS_PORT",
] as const;

/** Two settings with the same port. The second process could only report that another program uses it. */
export const portClashes = (config: Config): string[] =>
  portVariables.flatMap((name, index) => {
    const first = portVariables.slice(0, index).find((other) => config[other] === config[name]);
    if (first === undefined || config[name] === 0) return [];
    return [`${first} and ${name} are both ${config[name]}: give each a port of its own.`];
  });

/** The address at which this machine reaches what listens on `host`: nobody can connect to "any address". */
const reachable = (host: string): string => {
  if (host === "0.0.0.0") return "127.0.0.1";
  return hostInUrl(host === "::" ? "::1" : host);
};

/** Where the cloud's doors without TLS are reached. */
const clearHost = ({ HOST, TLS_CERT_FILE, CLEAR_HOST }: Config): string =>
  reachable(TLS_CERT_FILE === undefined ? HOST : CLEAR_HOST);

/** An empty variable is an unset one. */
const withoutEmpty = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, text]) => text !== ""));

/** A process logs that it is ready at level info: a higher level would hide that line from us. */
const logLevel = (wanted: string): string =>
  ["warn", "error", "fatal", "silent"].includes(wanted) ? "info" : wanted;

/** Whether all that the station measures comes from recordings. */
const isReplayed = (sensors: string): boolean =>
  sensors.split(",").every((sensor) => sensor.trim().endsWith("@replay"));

const REPLAYED = "sds011@replay,pmsx003@replay";

/** Whether invented stations are shown until there are real ones: not beside a sensor. */
export const wantsDemonstration = (environment: Environment): boolean =>
  environment.DEMO !== "off" && isReplayed(environment.SENSORS || REPLAYED);

/** Without hardware: both sensors of the workshop, replayed, and a day behind them for the chart. */
const workbench = (environment: Environment): Environment => {
  const sensors = environment.SENSORS || REPLAYED;
  return {
    SENSORS: sensors,
    SAMPLE_EVERY: "PT10S",
    // A station with real sensors gets no replayed day.
    ...(isReplayed(sensors) ? { BACKFILL: "P1D" } : {}),
  };
};

/**
 * What each process gets: the person's own variables, and for those that are unset what makes the
 * processes of one machine find each other. `config` holds no port 0.
 */
export const environmentFor = (
  environment: Environment,
  config: Config,
  replayFactor?: number,
): Environment => {
  const host = reachable(config.HOST);
  const cloud = clearHost(config);
  const ports = Object.fromEntries(portVariables.map((name) => [name, String(config[name])]));
  return {
    API_URL: `http://${cloud}:${config.HTTP_PORT}`,
    // Passkeys are bound to a name, which an address is not.
    PUBLIC_URL: `http://${cloud === "127.0.0.1" ? "localhost" : cloud}:${config.HTTP_PORT}`,
    DASHBOARDS_URL: `http://${host}:${config.DASHBOARDS_PORT}`,
    CLOUD_MQTT_URL: `mqtt://${cloud}:${config.MQTT_PORT}`,
    GATEWAY_MQTT_URL: `mqtt://${host}:${config.GATEWAY_MQTT_PORT}`,
    ...workbench(environment),
    ...withoutEmpty(environment),
    ...ports,
    STATION_ID: config.STATION_ID,
    LOG_LEVEL: logLevel(environment.LOG_LEVEL || "info"),
    ...(replayFactor === undefined ? {} : { REPLAY_FACTOR: String(replayFactor) }),
  };
};

/** Where people look, once all is ready. */
export const places = (config: Config) => {
  const host = reachable(config.HOST);
  const cloud = clearHost(config);
  return {
    page: `http://${cloud}:${config.HTTP_PORT}/`,
    api: `http://${cloud}:${config.HTTP_PORT}/api/openapi.json`,
    localPage: `http://${host}:${config.GATEWAY_PORT}/`,
    cloudMqtt: `mqtt://${cloud}:${config.MQTT_PORT}`,
    gatewayMqtt: `mqtt://${host}:${config.GATEWAY_MQTT_PORT}`,
  };
};
