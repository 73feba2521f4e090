import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Environment, freePort, type Running, startProcess } from "../processes.ts";
import { audit, type Findings } from "./audit.ts";
import { startSender } from "./sender.ts";

export interface TortureOptions {
  /** How many times a process is killed. */
  readonly faults: number;
  /** Decides which process is killed, and when. */
  readonly random: () => number;
  readonly report: (line: string) => void;
}

export interface TortureResult extends Findings {
  readonly faults: { readonly [process: string]: number };
}

/** The longest wait from a start to the kill: some starts are cut short, most are not. */
const LONGEST_LIFE_MS = 2500;

/**
 * Stations publish without a pause, some through the gateway and some straight to the cloud, while
 * gateway and cloud are killed with SIGKILL and started again. Then every reading that was
 * acknowledged must be found in the cloud exactly once.
 */
export const torture = async ({
  faults,
  random,
  report,
}: TortureOptions): Promise<TortureResult> => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-torture-"));
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
  const mains = { cloud: "cloud/src/main.ts", gateway: "gateway/src/main.ts" } as const;
  type Name = keyof typeof mains;
  const start = (name: Name): Running => startProcess(mains[name], environment);
  const running: { [name in Name]: Running } = { cloud: start("cloud"), gateway: start("gateway") };
  const killed = { cloud: 0, gateway: 0 };

  try {
    await Promise.all([running.cloud.ready, running.gateway.ready]);
    const senders = [
      ...["relayed-1", "relayed-2"].map((station) => ({ station, port: gatewayMqtt })),
      ...["direct-1", "direct-2"].map((station) => ({ station, port: cloudMqtt })),
    ].map(({ station, port }) =>
      startSender({ station, url: `mqtt://127.0.0.1:${port}`, window: 8, pauseMs: 50 }),
    );

    for (let fault = 1; fault <= faults; fault++) {
      await wait(random() * LONGEST_LIFE_MS);
      const name: Name = random() < 0.5 ? "cloud" : "gateway";
      await running[name].end("SIGKILL");
      killed[name] += 1;
      running[name] = start(name);
      const sum = senders.reduce((total, { ledger }) => total + ledger.acknowledged.size, 0);
      report(`fault ${fault} of ${faults}: ${name} killed, ${sum} readings acknowledged so far`);
    }

    await Promise.all([running.cloud.ready, running.gateway.ready]);
    await Promise.all(senders.map((sender) => sender.finish()));
    await drained(`http://127.0.0.1:${page}`);
    // What counts is what a restart finds on disk.
    await running.cloud.end("SIGKILL");
    running.cloud = start("cloud");
    await running.cloud.ready;
    const findings = await audit(`http://127.0.0.1:${http}`, senders);
    return { ...findings, faults: killed };
  } finally {
    await Promise.all(Object.values(running).map((process) => process.end("SIGKILL")));
    await rm(directory, { recursive: true });
  }
};

/** Waits until the gateway has nothing left to send. */
const drained = async (gateway: string): Promise<void> => {
  for (let tries = 0; tries < 600; tries++) {
    const health = (await (await fetch(`${gateway}/api/health`)).json()) as {
      waiting: { messages: number };
    };
    if (health.waiting.messages === 0) return;
    await wait(100);
  }
  throw new Error("the gateway did not hand its outbox over within a minute");
};
