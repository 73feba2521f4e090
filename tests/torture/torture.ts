import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { removeFolder } from "../folders.ts";
import { type Environment, freePort, type Running, startProcess } from "../processes.ts";
import { audit, type Findings } from "./audit.ts";
import { drained } from "./drained.ts";
import { auditEdge, EDGE, type SpooledReading, spooledIn } from "./edge.ts";
import { openLink } from "./link.ts";
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
  const directory = await mkdtemp(join(tmpdir(), "dcz-torture-"));
  const [http, cloudMqtt, page, gatewayMqtt] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const link = await openLink(gatewayMqtt);
  const environment: Environment = {
    DATA_DIR: directory,
    LOG_LEVEL: "info",
    HTTP_PORT: String(http),
    MQTT_PORT: String(cloudMqtt),
    GATEWAY_PORT: String(page),
    GATEWAY_MQTT_PORT: String(gatewayMqtt),
    CLOUD_MQTT_URL: `mqtt://127.0.0.1:${cloudMqtt}`,
    STATION_ID: EDGE,
    SENSORS: "sds011@replay",
    SAMPLE_EVERY: "PT0.2S",
    GATEWAY_MQTT_URL: `mqtt://127.0.0.1:${link.port}`,
  };
  const mains = {
    cloud: "cloud/src/main.ts",
    gateway: "gateway/src/main.ts",
    edge: "edge/src/main.ts",
  } as const;
  type Name = keyof typeof mains;
  const names = Object.keys(mains) as Name[];
  const start = (name: Name): Running => startProcess(mains[name], environment);
  const running: { [name in Name]: Running } = {
    cloud: start("cloud"),
    gateway: start("gateway"),
    edge: start("edge"),
  };
  const killed = { cloud: 0, gateway: 0, edge: 0 };
  const spooled: SpooledReading[] = [];

  try {
    await Promise.all(Object.values(running).map(({ ready }) => ready));
    const senders = [
      ...["relayed-1", "relayed-2"].map((station) => ({ station, port: gatewayMqtt })),
      ...["direct-1", "direct-2"].map((station) => ({ station, port: cloudMqtt })),
    ].map(({ station, port }) =>
      startSender({ station, url: `mqtt://127.0.0.1:${port}`, window: 8, pauseMs: 50 }),
    );

    for (let fault = 1; fault <= faults; fault++) {
      await wait(random() * LONGEST_LIFE_MS);
      const name = names[Math.floor(random() * names.length)] ?? "cloud";
      // An edge puts what waits on its disk when it is told to stop, and little waits while it is heard.
      const waits = name === "edge" && random() < 0.5;
      if (waits) {
        await measures(running.edge);
        link.cut();
        await wait(GATHER_MS);
      }
      await running[name].end(waits ? "SIGTERM" : "SIGKILL");
      link.mend();
      if (name === "edge") spooled.push(...spooledIn(join(directory, "edge")));
      killed[name] += 1;
      running[name] = start(name);
      const sum = senders.reduce((total, { ledger }) => total + ledger.acknowledged.size, 0);
      report(`fault ${fault} of ${faults}: ${name} ended, ${sum} readings acknowledged so far`);
    }

    await Promise.all(Object.values(running).map(({ ready }) => ready));
    await Promise.all(senders.map((sender) => sender.finish()));
    // The edge hands over what earlier runs left, and then falls silent.
    const edgeFolder = join(directory, "edge");
    await running.edge.end("SIGTERM");
    for (let tries = 0; tries < 10 && spooledIn(edgeFolder).length > 0; tries++) {
      running.edge = start("edge");
      await running.edge.ready;
      await wait(1000);
      await running.edge.end("SIGTERM");
    }
    await drained(`http://127.0.0.1:${page}`);
    // What counts is what a restart finds on disk.
    await running.cloud.end("SIGKILL");
    running.cloud = start("cloud");
    await running.cloud.ready;
    const address = `http://127.0.0.1:${http}`;
    const token = (await readFile(join(directory, "cloud", "admin-token"), "utf8")).trim();
    const findings = await audit(address, token, senders);
    const ofEdge = await auditEdge(address, spooled);
    return {
      ...findings,
      lost: [...findings.lost, ...ofEdge.lost],
      repeated: [...findings.repeated, ...ofEdge.repeated],
      faults: killed,
      spooled: spooled.length,
    };
  } finally {
    await Promise.all(Object.values(running).map((process) => process.end("SIGKILL")));
    await link.close();
    await removeFolder(directory);
  }
};
