import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Environment, freePort, type Running, startProcess } from "../../processes.ts";

const mains = {
  cloud: "cloud/src/main.ts",
  gateway: "gateway/src/main.ts",
  edge: "edge/src/main.ts",
} as const;
export type Part = keyof typeof mains;
export const parts = Object.keys(mains) as Part[];

/** The station of the edge, which replays a sensor. */
export const EDGE = "platform-edge";

/** What the parts say of themselves at one moment. */
export interface Said {
  readonly storeFault?: string;
  readonly recordsFault?: string;
  readonly gatewayDisk?: string;
}

/** Cloud with its records, gateway and edge on one disk, each started again when it ends, as systemd does. */
export const openPlatform = async (
  directory: string,
  environments: { readonly [part in Part]?: Environment } = {},
) => {
  const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const [http, mqtt, page, local] = ports;
  const shared: Environment = {
    DATA_DIR: directory,
    LOG_LEVEL: "info",
    HTTP_PORT: String(http),
    MQTT_PORT: String(mqtt),
    DASHBOARDS_URL: "http://127.0.0.1:9",
    GATEWAY_PORT: String(page),
    GATEWAY_MQTT_PORT: String(local),
    CLOUD_MQTT_URL: `mqtt://127.0.0.1:${mqtt}`,
    GATEWAY_MQTT_URL: `mqtt://127.0.0.1:${local}`,
    STATION_ID: EDGE,
    SENSORS: "sds011@replay",
    SAMPLE_EVERY: "PT0.2S",
  };
  const started: Record<Part, Running[]> = { cloud: [], gateway: [], edge: [] };
  let supervised = true;
  let stopped = false;
  const start = (part: Part): Running => {
    const running = startProcess(mains[part], { ...shared, ...environments[part] });
    started[part].push(running);
    return running;
  };
  for (const part of parts) start(part);
  const ends: string[] = [];
  const watches = parts.map(async (part) => {
    while (!stopped) {
      const last = started[part].at(-1);
      const child = last?.child;
      if (supervised && child && (child.exitCode !== null || child.signalCode !== null)) {
        ends.push(`${part}: ${last.output().trimEnd().split("\n").at(-1)?.slice(0, 400)}`);
        await wait(500);
        if (supervised && !stopped) start(part);
      }
      await wait(50);
    }
  });
  const end = (signal: NodeJS.Signals) =>
    Promise.all(parts.map((part) => started[part].at(-1)?.end(signal)));

  const address = `http://127.0.0.1:${http}`;
  const token = async () =>
    (await readFile(join(directory, "cloud", "admin-token"), "utf8")).trim();
  const cloudHealth = async () => {
    const headers = { authorization: `Bearer ${await token()}` };
    return (await (await fetch(`${address}/api/v1/health`, { headers })).json()) as {
      status: string;
      records: string;
      storeFault?: string;
      recordsFault?: string;
    };
  };
  const gatewayHealth = async () =>
    (await (await fetch(`http://127.0.0.1:${page}/api/health`)).json()) as {
      status: string;
      disk: { state: string };
      waiting: { messages: number };
    };
  return {
    cloud: { http: address, mqttPort: mqtt },
    gateway: { mqttPort: local },
    /** Processes that ended by themselves, with the last line that they wrote. */
    ends: ends as readonly string[],
    output: (part: Part) => started[part].map((each) => each.output()).join(""),
    cloudHealth,
    gatewayHealth,
    said: async (): Promise<Said> => {
      const cloud = await cloudHealth().catch(() => undefined);
      const gateway = await gatewayHealth().catch(() => undefined);
      return {
        ...(cloud?.storeFault && { storeFault: cloud.storeFault }),
        ...(cloud?.recordsFault && { recordsFault: cloud.recordsFault }),
        ...(gateway && gateway.disk.state !== "ok" && { gatewayDisk: gateway.disk.state }),
      };
    },
    /** Ends all parts; `between` happens while none runs. */
    restart: async ({
      between = () => {},
      signal = "SIGKILL",
    }: {
      between?: () => void;
      signal?: NodeJS.Signals;
    } = {}) => {
      supervised = false;
      await end(signal);
      between();
      for (const part of parts) start(part);
      supervised = true;
    },
    close: async () => {
      stopped = true;
      supervised = false;
      await Promise.all(watches);
      await end("SIGKILL");
    },
  };
};
export type Platform = Awaited<ReturnType<typeof openPlatform>>;
