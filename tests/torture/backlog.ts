import { setTimeout as wait } from "node:timers/promises";
import type { Findings } from "./audit.ts";
import { drained, waitingAt } from "./drained.ts";
import { startSender } from "./sender.ts";
import { openSite } from "./site.ts";

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
  const site = await openSite("backlog");
  const killed = { gateway: 0, cloud: 0 };
  const kill = async (name: "gateway" | "cloud"): Promise<void> => {
    await site.end(name, "SIGKILL");
    killed[name] += 1;
    site.start(name);
    report(`${name} killed`);
  };

  try {
    await site.start("gateway").ready;
    const senders = stations.map((station) =>
      startSender({
        ...{ station, url: `mqtt://127.0.0.1:${site.gatewayMqtt}` },
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
    await site.ready();
    const waited = await waitingAt(site.gatewayPage);
    report(`${queued()} readings wait in ${waited} messages`);

    site.start("cloud");
    for (let fault = whileQueueing; fault < faults; fault++) {
      await site.ready();
      await wait(random() * LONGEST_LIFE_MS);
      await kill(random() < 0.5 ? "gateway" : "cloud");
    }
    await site.ready();
    await drained(site.gatewayPage);
    const findings = await site.audit(senders);
    return { ...findings, faults: killed, waited };
  } finally {
    await site.remove();
  }
};
