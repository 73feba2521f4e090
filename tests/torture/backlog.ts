import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { removeFolder } from "../folders.ts";
import { type Environment, freePort, type Running, startProcess } from "../processes.ts";
import { audit, type Findings } from "./audit.ts";
import { drained } from "./drained.ts";
import { startSender } from "./sender.ts";

export interface BacklogOptions {
  /** Readings that the gateway has acknowledged before the cloud is there. */
  readonly readings: number;
  /** How many times a process is killed: the gateway while it queues, then either while the backlog drains. */
  readonly faults: number;
  readonly random: () => number;
  readonly report: (line: string) => void;
}

export interface BacklogResult extends Findings {
  readonly faults: { readonly gateway: number; readonly cloud: number };
  /** Messages that waited when the cloud came: fewer than batches came, since they are packed. */
  readonly waited: number;
}

const stations = ["village-1", "village-2", "village-3", "village-4"] as const;
const LONGEST_LIFE_MS = 2500;
const WINDOW = 25;

/**
 * A site without a link queues readings while its gateway is killed; then the cloud comes, and either end is
 * killed while the backlog drains. Each acknowledged reading must be in the cloud, once.
 */
export const backlogTorture = async (options: BacklogOptions): Promise<BacklogResult> => {
  const { readings, faults, random, report } = options;
  const directory = await mkdtemp(join(tmpdir(), "dcz-backlog-"));
  const [http, cloudMqtt, page, gatewayMqtt] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const environment: Environment = {
    DATA_DIR: directory,
    LOG_LEVEL: "info",
    HTTP_PORT: String(http),
    MQTT_PORT: String(cloudMqtt),
    GATEWAY_PORT: String(page),
    GATEWAY_MQTT_PORT: String(gatewayMqtt),
    CLOUD_MQTT_URL: `mqtt://127.0.0.1:${cloudMqtt}`,
  };
  const start = (name: "gateway" | "cloud"): Running =>
    startProcess(`${name}/src/main.ts`, environment);
  const running: { gateway: Running; cloud?: Running } = { gateway: start("gateway") };
  const killed = { gateway: 0, cloud: 0 };
  const kill = async (name: "gateway" | "cloud"): Promise<void> => {
    await running[name]?.end("SIGKILL");
    killed[name] += 1;
    running[name] = start(name);
    report(`${name} killed`);
  };
  const health = async () =>
    (await (await fetch(`http://127.0.0.1:${page}/api/health`)).json()) as {
      waiting: { messages: number };
    };

  try {
    await running.gateway.ready;
    const senders = stations.map((station) =>
      startSender({
        ...{ station, url: `mqtt://127.0.0.1:${gatewayMqtt}` },
        ...{ window: WINDOW, pauseMs: 0 },
      }),
    );
    const queued = () =>
      senders.reduce((sum, { ledger: { acknowledged } }) => sum + acknowledged.size, 0);
    const whileQueueing = Math.ceil(faults / 2);
    for (let fault = 1; fault <= whileQueueing; fault++) {
      const enough = (readings * fault) / (whileQueueing + 1);
      while (queued() < enough) await wait(20);
      await kill("gateway");
    }
    while (queued() < readings) await wait(20);
    await Promise.all(senders.map((sender) => sender.finish()));
    await running.gateway.ready;
    const waited = (await health()).waiting.messages;
    report(`${queued()} readings wait in ${waited} messages`);

    running.cloud = start("cloud");
    for (let fault = whileQueueing; fault < faults; fault++) {
      await Promise.all([running.gateway.ready, running.cloud?.ready]);
      await wait(random() * LONGEST_LIFE_MS);
      await kill(random() < 0.5 ? "gateway" : "cloud");
    }
    await Promise.all([running.gateway.ready, running.cloud?.ready]);
    await drained(`http://127.0.0.1:${page}`);
    // What counts is what a restart finds on disk.
    await running.cloud?.end("SIGKILL");
    running.cloud = start("cloud");
    await running.cloud.ready;
    const token = (await readFile(join(directory, "cloud", "admin-token"), "utf8")).trim();
    const findings = await audit(`http://127.0.0.1:${http}`, token, senders);
    return { ...findings, faults: killed, waited };
  } finally {
    await Promise.all([running.gateway.end("SIGKILL"), running.cloud?.end("SIGKILL")]);
    await removeFolder(directory);
  }
};
