import { once } from "node:events";
import { cpSync, readdirSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { encodePayload, parsePayload } from "@datacityzen/hardware/wire/payload";
import { Aedes } from "aedes";
import { openSpool } from "../../../edge/src/spool.ts";
import { removeFolder } from "../../folders.ts";
import { type Environment, freePort, startProcess } from "../../processes.ts";
import { auditStation } from "../audit.ts";
import { type HonestReport, startHonest } from "../honest.ts";
import { openSite, type ProcessName } from "../site.ts";

export type Damaged = ProcessName | "edge";
export const damagedProcesses: readonly Damaged[] = ["cloud", "gateway", "edge"];

/** What came of a start on damaged files. */
export interface Restarted {
  readonly started: boolean;
  readonly output: string;
  readonly shown?: string;
  readonly missing: number;
}

/** The folder of a killed process that had acknowledged much. */
export interface Snapshot {
  readonly process: Damaged;
  /** Its DATA_DIR. */
  readonly folder: string;
  /** Its files, relative to that. */
  readonly files: readonly string[];
  readonly acknowledged: number;
  /** Starts the process on a copy of the folder, and looks for everything. */
  restart(copy: string): Promise<Restarted>;
  remove(): Promise<void>;
}

/** A start that takes longer is none. */
const START_MS = 30_000;
/** How long what is missing may still arrive. */
const ARRIVE_MS = 8000;

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    // Made anew at each start.
    .filter((file) => !file.endsWith("-shm"))
    .toSorted();

const startedWithin = (ready: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    ready.then(
      () => true,
      () => false,
    ),
    wait(START_MS, false, { ref: false }),
  ]);

/**
 * Asks until nothing is missing, or nothing more arrived for a while; the first may take as long as
 * a start does on a busy machine.
 */
const fewest = async (ask: () => Promise<number>, all: number): Promise<number> => {
  let missing = all;
  let deadline = performance.now() + START_MS;
  while (missing > 0 && performance.now() < deadline) {
    const found = await ask().catch(() => missing);
    if (found < missing) deadline = performance.now() + ARRIVE_MS;
    missing = Math.min(missing, found);
    if (missing > 0) await wait(200);
  }
  return missing;
};

interface Told {
  readonly station: string;
  readonly report: HonestReport;
}

const publishTo = async (port: number, station: string, ms: number): Promise<Told> => {
  const url = `mqtt://127.0.0.1:${port}`;
  const honest = await startHonest({ station, url, everyMs: 5, patienceMs: 10_000 });
  await wait(ms);
  return { station, report: await honest.finish() };
};

/** Words in a health or on a page that tell of a damage. */
const SHOWN = /"(damage|missing|rescued|storeDamage)"/i;

/** Some is in the folded files, and some in their logs. */
const fillPlatform = async (process: ProcessName): Promise<Snapshot> => {
  const folder = await mkdtemp(join(tmpdir(), `dcz-damage-${process}-`));
  // The gateway still holds what is looked for: it never saw a cloud.
  const site = await openSite({ directory: folder, processes: [process] });
  const told: Told[] = [];
  try {
    const { mqttPort } = site[process];
    told.push(await publishTo(mqttPort, "honest-before", 1500));
    await site.running(process).end("SIGTERM");
    await site.start(process);
    told.push(await publishTo(mqttPort, "honest-after", 1500));
  } finally {
    await site.close();
  }
  const acknowledged = told.reduce((sum, { report }) => sum + report.acknowledged.size, 0);
  return {
    process,
    folder,
    files: filesIn(folder),
    acknowledged,
    async restart(copy) {
      const site = await openSite({ directory: copy, processes: [] });
      try {
        const started = await startedWithin(site.start(process));
        const output = () => site.output(process);
        if (!started) return { started, output: output(), missing: acknowledged };
        if (process === "gateway") await site.start("cloud");
        const missing = await fewest(async () => {
          let sum = 0;
          for (const { station, report } of told) {
            const found = await auditStation(site, station, report).catch(() => undefined);
            sum += found?.lost.length ?? report.acknowledged.size;
          }
          return sum;
        }, acknowledged);
        const path = process === "gateway" ? "/api/health" : "/api/v1/health";
        const health = await fetch(site[process].http + path).then(
          (answer) => answer.text(),
          () => "",
        );
        const shown = SHOWN.exec(health)?.[0];
        return { started, output: output(), missing, ...(shown !== undefined && { shown }) };
      } finally {
        await site.close();
      }
    },
    remove: () => removeFolder(folder),
  };
};

const edgeEnvironment = (folder: string, gatewayPort: number): Environment => ({
  DATA_DIR: folder,
  SENSORS: "sds011@replay",
  SAMPLE_EVERY: "PT0.1S",
  GATEWAY_MQTT_URL: `mqtt://127.0.0.1:${gatewayPort}`,
});

const BATCHES = 200;

/** Fills a spool as an edge does whose gateway is away for hours; gives the names of the batches. */
const fillSpool = (path: string): { readonly names: string[]; readonly close: () => void } => {
  const opened = openSpool(path, Date.now());
  if (!opened.ok) throw new Error(opened.detail);
  const first = Date.now() - 3_600_000;
  const messages = Array.from({ length: BATCHES }, (_, seq) => {
    const readings = Array.from({ length: 20 }, (_, index) => ({
      at: first + (seq * 20 + index) * 100,
      sensor: "sds011",
      values: { pm2_5: index, pm10: seq },
    }));
    const batch: Batch = { boot: "damaged0", seq, clock: "ntp", readings };
    return { boot: batch.boot, seq, payload: encodePayload(batch, "cbor") };
  });
  // Some is in the file, and some in its log.
  opened.spool.write({ add: messages.slice(0, BATCHES / 2), remove: [] });
  opened.spool.close();
  const again = openSpool(path, Date.now());
  if (!again.ok) throw new Error(again.detail);
  again.spool.write({ add: messages.slice(BATCHES / 2), remove: [] });
  return { names: messages.map(({ boot, seq }) => `${boot} ${seq}`), close: again.spool.close };
};

/** An edge whose gateway is away; what it has put on disk is what it must not lose. */
const fillEdge = async (): Promise<Snapshot> => {
  const work = await mkdtemp(join(tmpdir(), "dcz-damage-work-"));
  const folder = await mkdtemp(join(tmpdir(), "dcz-damage-edge-"));
  const edge = startProcess("edge/src/main.ts", edgeEnvironment(work, await freePort()));
  await edge.ready;
  await edge.end("SIGKILL");
  const file = filesIn(work).find((name) => name.endsWith(".sqlite")) ?? "";
  const spool = fillSpool(join(work, file));
  // While it is open, as a kill leaves it.
  cpSync(work, folder, { recursive: true });
  spool.close();
  await removeFolder(work);
  const spooled = spool.names;
  return {
    process: "edge",
    folder,
    files: filesIn(folder),
    acknowledged: spooled.length,
    async restart(copy) {
      const heard = new Set<string>();
      const aedes = await Aedes.createBroker({
        authorizePublish: (_, { topic, payload }, done) => {
          const batch = topic.endsWith("/readings")
            ? parsePayload(Batch, payload as Buffer)
            : undefined;
          if (batch?.ok) heard.add(`${batch.value.boot} ${batch.value.seq}`);
          done(null);
        },
      });
      const server = createServer(aedes.handle).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as { port: number };
      const edge = startProcess("edge/src/main.ts", edgeEnvironment(copy, port));
      try {
        const started = await startedWithin(edge.ready);
        const count = async () => spooled.filter((name) => !heard.has(name)).length;
        const missing = started ? await fewest(count, spooled.length) : spooled.length;
        return { started, output: edge.output(), missing };
      } finally {
        await edge.end("SIGKILL");
        await new Promise<void>((resolve) => aedes.close(() => resolve()));
        server.close();
      }
    },
    remove: () => removeFolder(folder),
  };
};

/** Fills a process's files as a day of work would, and kills it. */
export const takeSnapshot = (process: Damaged): Promise<Snapshot> =>
  process === "edge" ? fillEdge() : fillPlatform(process);
