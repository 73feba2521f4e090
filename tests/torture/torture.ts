import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Running } from "../processes.ts";
import type { Findings } from "./audit.ts";
import { drained } from "./drained.ts";
import { auditEdge, EDGE, type SpooledReading, spooledIn } from "./edge.ts";
import { openLink } from "./link.ts";
import { startSender } from "./sender.ts";
import { openSite, type Part } from "./site.ts";

export interface TortureOptions {
  /** How many times a process is killed. */
  readonly faults: number;
  /** Decides which process is killed, and when. */
  readonly random: () => number;
  readonly report: (line: string) => void;
}

export interface TortureResult extends Findings {
  readonly faults: { readonly [process: string]: number };
  /** Readings that the edge had on its disk when it ended. */
  readonly spooled: number;
}

/** The longest wait from a start to the kill: some starts are cut short, most are not. */
const LONGEST_LIFE_MS = 2500;
/** The replayed sensor speaks once a second: so long an edge gathers readings that it cannot send. */
const GATHER_MS = 2500;
/** A start on a busy machine. */
const LONGEST_START_MS = 60_000;

/** Resolves once the edge reads its sensor. */
const measures = async (edge: Running): Promise<void> => {
  const ends = performance.now() + LONGEST_START_MS;
  while (!edge.output().includes("sensor found")) {
    if (performance.now() > ends) throw new Error(`the edge measures nothing:\n${edge.output()}`);
    await wait(50);
  }
};

/**
 * Stations publish without a pause, some through the gateway and some straight to the cloud, while
 * edge, gateway and cloud are ended and started again. Then every reading that was acknowledged,
 * or that the edge had on its disk, must be found in the cloud exactly once; of two values for one
 * instant, one is kept and the other is a conflict.
 */
export const torture = async ({
  faults,
  random,
  report,
}: TortureOptions): Promise<TortureResult> => {
  const site = await openSite("torture");
  const link = await openLink(site.gatewayMqtt);
  const ofEdge = {
    STATION_ID: EDGE,
    SENSORS: "sds011@replay",
    SAMPLE_EVERY: "PT0.2S",
    GATEWAY_MQTT_URL: `mqtt://127.0.0.1:${link.port}`,
  };
  const names = ["cloud", "gateway", "edge"] as const;
  const start = (name: Part): Running => site.start(name, ofEdge);
  for (const name of ["cloud", "gateway"] as const) start(name);
  let edge = start("edge");
  const edgeFolder = join(site.directory, "edge");
  const killed = { cloud: 0, gateway: 0, edge: 0 };
  const spooled: SpooledReading[] = [];

  try {
    await site.ready();
    const senders = [
      ...["relayed-1", "relayed-2"].map((station) => ({ station, port: site.gatewayMqtt })),
      ...["direct-1", "direct-2"].map((station) => ({ station, port: site.cloudMqtt })),
    ].map(({ station, port }) =>
      startSender({ station, url: `mqtt://127.0.0.1:${port}`, window: 8, pauseMs: 50 }),
    );

    for (let fault = 1; fault <= faults; fault++) {
      await wait(random() * LONGEST_LIFE_MS);
      const name = names[Math.floor(random() * names.length)] ?? "cloud";
      // An edge puts what waits on its disk when it is told to stop, and little waits while it is heard.
      const waits = name === "edge" && random() < 0.5;
      if (waits) {
        await measures(edge);
        link.cut();
        await wait(GATHER_MS);
      }
      await site.end(name, waits ? "SIGTERM" : "SIGKILL");
      link.mend();
      if (name === "edge") spooled.push(...spooledIn(edgeFolder));
      killed[name] += 1;
      const started = start(name);
      if (name === "edge") edge = started;
      const sum = senders.reduce((total, { ledger }) => total + ledger.acknowledged.size, 0);
      report(`fault ${fault} of ${faults}: ${name} ended, ${sum} readings acknowledged so far`);
    }

    await site.ready();
    await Promise.all(senders.map((sender) => sender.finish()));
    // The edge hands over what earlier runs left, and then falls silent.
    await site.end("edge", "SIGTERM");
    for (let tries = 0; tries < 10 && spooledIn(edgeFolder).length > 0; tries++) {
      await start("edge").ready;
      await wait(1000);
      await site.end("edge", "SIGTERM");
    }
    await drained(site.gatewayPage);
    const findings = await site.audit(senders);
    const atEdge = await auditEdge(site.address, spooled);
    return {
      ...findings,
      lost: [...findings.lost, ...atEdge.lost],
      repeated: [...findings.repeated, ...atEdge.repeated],
      faults: killed,
      spooled: spooled.length,
    };
  } finally {
    await link.close();
    await site.remove();
  }
};
