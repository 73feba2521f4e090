import { mkdtemp } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "../folders.ts";
import { type Environment, freePort, type Running, startProcess } from "../processes.ts";
import { endProcesses } from "../records-kill/server-processes.ts";
import type { SmallMachine } from "./small-machine.ts";

export type ProcessName = "cloud" | "gateway";

const mains: Readonly<Record<ProcessName, string>> = {
  cloud: "cloud/src/main.ts",
  gateway: "gateway/src/main.ts",
};
export const processNames = Object.keys(mains) as ProcessName[];

/** The platform's processes on one machine, with a folder of their own. */
export interface Site {
  readonly directory: string;
  readonly cloud: { readonly http: string; readonly httpPort: number; readonly mqttPort: number };
  readonly gateway: { readonly http: string; readonly httpPort: number; readonly mqttPort: number };
  /** Stands where the dashboards do, and remembers the headers that came through the cloud's proxy. */
  readonly pages: { readonly requests: readonly IncomingHttpHeaders[] };
  running(name: ProcessName): Running;
  /** Starts it again on the same folder and ports; resolves when it is ready. */
  start(name: ProcessName, more?: Environment): Promise<void>;
  kill(name: ProcessName): Promise<void>;
  /** Everything that it wrote, over all its starts. */
  output(name: ProcessName): string;
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly directory?: string;
  /** Before the processes begin. */
  readonly prepare?: (directory: string) => Promise<void>;
  readonly environment?: Environment;
  /** What is started at once; all when absent. */
  readonly processes?: readonly ProcessName[];
  /** Takes every process that is started, and the pages, which are started then too. */
  readonly machine?: Pick<SmallMachine, "take">;
}

export const openSite = async ({
  directory,
  prepare = async () => undefined,
  environment = {},
  processes = processNames,
  machine,
}: SiteOptions = {}): Promise<Site> => {
  const folder = directory ?? (await mkdtemp(join(tmpdir(), "dcz-attack-")));
  const requests: IncomingHttpHeaders[] = [];
  const pages = createServer((request, response) => {
    requests.push(request.headers);
    response.end("a page");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => pages.once("listening", resolve));
  const [http, mqtt, page, local] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const shared: Environment = {
    DATA_DIR: folder,
    LOG_LEVEL: "info",
    HOST: "127.0.0.1",
    HTTP_PORT: String(http),
    MQTT_PORT: String(mqtt),
    DASHBOARDS_URL: `http://127.0.0.1:${(pages.address() as AddressInfo).port}`,
    GATEWAY_PORT: String(page),
    GATEWAY_MQTT_PORT: String(local),
    CLOUD_MQTT_URL: `mqtt://127.0.0.1:${mqtt}`,
    ...environment,
  };
  const started: Record<ProcessName, Running[]> = { cloud: [], gateway: [] };
  const running = (name: ProcessName): Running => {
    const last = started[name].at(-1);
    if (last === undefined) throw new Error(`${name} was not started`);
    return last;
  };
  const start: Site["start"] = async (name, more = {}) => {
    started[name].push(startProcess(mains[name], { ...shared, ...more }));
    machine?.take(running(name).child.pid ?? 0);
    await running(name).ready;
  };
  let dashboards: Running | undefined;
  const close = async (): Promise<void> => {
    await dashboards?.end("SIGKILL");
    await Promise.all(
      processNames.map((name) => started[name].at(-1)?.end("SIGKILL") ?? Promise.resolve(null)),
    );
    await endProcesses(folder);
    pages.closeAllConnections();
    pages.close();
    if (directory === undefined) await removeFolder(folder);
  };
  try {
    await prepare(folder);
    await Promise.all(processes.map((name) => start(name)));
    if (machine !== undefined) {
      const API_URL = `http://127.0.0.1:${http}`;
      dashboards = startProcess("dashboards/server.ts", {
        ...shared,
        API_URL,
        DASHBOARDS_PORT: "0",
      });
      machine.take(dashboards.child.pid ?? 0);
      await dashboards.ready;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    directory: folder,
    cloud: { http: `http://127.0.0.1:${http}`, httpPort: http, mqttPort: mqtt },
    gateway: { http: `http://127.0.0.1:${page}`, httpPort: page, mqttPort: local },
    pages: { requests },
    running,
    start,
    kill: async (name) => void (await running(name).end("SIGKILL")),
    output: (name) => started[name].map((each) => each.output()).join(""),
    close,
  };
};
