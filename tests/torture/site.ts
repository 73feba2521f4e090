import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "../folders.ts";
import { type Environment, freePort, type Running, startProcess } from "../processes.ts";
import { type Audited, audit } from "./audit.ts";

export type Part = "cloud" | "gateway" | "edge";

/** A cloud, a gateway and an edge of one data folder, on ports of their own, which are killed and started again. */
export const openSite = async (name: string) => {
  const directory = await mkdtemp(join(tmpdir(), `dcz-${name}-`));
  const [http, cloudMqtt, page, gatewayMqtt] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const address = `http://127.0.0.1:${http}`;
  const environment: Environment = {
    DATA_DIR: directory,
    LOG_LEVEL: "info",
    HTTP_PORT: String(http),
    MQTT_PORT: String(cloudMqtt),
    GATEWAY_PORT: String(page),
    GATEWAY_MQTT_PORT: String(gatewayMqtt),
    CLOUD_MQTT_URL: `mqtt://127.0.0.1:${cloudMqtt}`,
  };
  const running = new Map<Part, Running>();
  const start = (part: Part, more: Environment = {}): Running => {
    const started = startProcess(`${part}/src/main.ts`, { ...environment, ...more });
    running.set(part, started);
    return started;
  };
  const end = async (part: Part, signal: NodeJS.Signals): Promise<void> => {
    await running.get(part)?.end(signal);
  };
  return {
    ...{ directory, address, cloudMqtt, gatewayMqtt },
    /** The gateway's own page. */
    gatewayPage: `http://127.0.0.1:${page}`,
    ...{ start, end },
    /** All that were started. */
    ready: () => Promise.all([...running.values()].map(({ ready }) => ready)),
    /** What counts is what a restart of the cloud finds on disk. */
    async audit(senders: readonly Audited[]) {
      await end("cloud", "SIGKILL");
      await start("cloud").ready;
      const token = (await readFile(join(directory, "cloud", "admin-token"), "utf8")).trim();
      return audit(address, token, senders);
    },
    async remove(): Promise<void> {
      await Promise.all([...running.keys()].map((part) => end(part, "SIGKILL")));
      await removeFolder(directory);
    },
  };
};
