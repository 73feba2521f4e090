import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { auditStation } from "../../attack/audit.ts";
import { startHonest } from "../../attack/honest.ts";
import { removeFolder } from "../../folders.ts";
import type { Environment } from "../../processes.ts";
import { killProcesses, serverProcesses } from "../../records-kill/server-processes.ts";
import type { Disk } from "./disk.ts";
import { EDGE, openPlatform, type Part, type Platform, type Said } from "./platform.ts";
import { startRecordsWriter } from "./records-writer.ts";

export interface Case<D extends Disk> {
  readonly mount: (folder: string) => D;
  readonly environments?: (disk: D) => { readonly [part in Part]?: Environment };
  /** Before honest stations publish: data to ask for, for example. */
  readonly prepare?: (platform: Platform) => Promise<void>;
  /** Makes the disk fail. */
  readonly break: (disk: D, platform: Platform) => Promise<void>;
  /** Until when it fails: what must have been said by then. */
  readonly told: (said: Said, platform: Platform) => boolean;
  readonly mend: (disk: D, platform: Platform) => Promise<void>;
}

export interface Outcome {
  readonly acknowledged: number;
  readonly records: number;
  readonly lost: readonly string[];
  readonly repeated: readonly string[];
  readonly strange: readonly string[];
  readonly recordsMissing: readonly string[];
  /** Of the edge, after the disk was mended. */
  readonly edgeReadings: number;
  readonly said: Said;
  readonly ends: readonly string[];
}

/** Busy machines take their time; a wait ends when what it waits for is there. */
const PATIENCE_MS = 150_000;

const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > deadline)
      throw new Error(`In vain for ${PATIENCE_MS / 1000} s: ${what}`);
    await wait(200);
  }
};

const isWhole = async (platform: Platform): Promise<boolean> => {
  const cloud = await platform.cloudHealth();
  const gateway = await platform.gatewayHealth();
  return cloud.status === "ok" && cloud.records === "up" && gateway.disk.state === "ok";
};

interface Answer {
  readonly series: readonly { readonly points: readonly { readonly at: string }[] }[];
}

/** Instants of the edge's readings that the cloud has. */
const edgeInstants = async (platform: Platform): Promise<number[]> => {
  const answer = await fetch(`${platform.cloud.http}/api/v1/series?station=${EDGE}&quantity=pm2_5`);
  const { series } = (await answer.json()) as Answer;
  return series.flatMap(({ points }) => points.map(({ at }) => Date.parse(at)));
};

/**
 * The whole platform runs on one disk while stations publish and records are written; the disk fails, says so by
 * every part, and works again. Then all parts are killed and started, and everything that was acknowledged is looked for.
 */
export const tryPlatform = async <D extends Disk>(
  kind: Case<D>,
  report: (line: string) => void = () => undefined,
): Promise<Outcome> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-platform-"));
  const disk = kind.mount(folder);
  let platform: Platform | undefined;
  try {
    platform = await openPlatform(disk.path, kind.environments?.(disk));
    const whole = platform;
    await until("all parts work", () => isWhole(whole));
    await kind.prepare?.(whole);
    const writer = startRecordsWriter(join(disk.path, "records", "socket"));
    const honest = await Promise.all(
      (["cloud", "gateway"] as const).map((to) =>
        startHonest({
          ...{ station: `honest-${to}`, everyMs: 50, patienceMs: PATIENCE_MS },
          url: `mqtt://127.0.0.1:${whole[to].mqttPort}`,
        }),
      ),
    );
    await until("records are written", async () => writer.answered.size > 20);
    await until("the edge is heard", async () => (await edgeInstants(whole)).length > 2);
    report(`all parts work; ${writer.answered.size} records so far`);

    await kind.break(disk, whole);
    let said: Said = {};
    await until(`what the parts say: ${JSON.stringify(said)}`, async () => {
      said = { ...said, ...(await whole.said()) };
      return kind.told(said, whole);
    });
    report(`told: ${JSON.stringify(said)}; ended: ${whole.ends.length}`);
    await wait(1000);

    const ends = [...whole.ends];
    const mended = Date.now();
    await kind.mend(disk, whole);
    await until("all parts work again", () => isWhole(whole));
    await until("the edge is heard again", async () =>
      (await edgeInstants(whole)).some((at) => at > mended),
    );
    report("all parts work again");

    const reports = await Promise.all(
      honest.map(async (one) => ({ station: one.station, ...(await one.finish()) })),
    );
    await writer.stop();
    await whole.restart();
    await until("all parts start again", () => isWhole(whole));
    await until("the gateway hands over", async () => {
      const { waiting } = await whole.gatewayHealth();
      return waiting.messages < 5;
    });
    const audit = () =>
      Promise.all(reports.map(({ station, ...one }) => auditStation(whole, station, one)));
    await until("what was acknowledged is there", async () =>
      (await audit()).every(({ lost }) => lost.length === 0),
    ).catch(() => undefined);
    const audits = await audit();
    const names = (finding: "lost" | "repeated" | "strange") =>
      audits.flatMap((one) => one[finding].map(({ station, value }) => `${station}/${value}`));
    const edge = await edgeInstants(whole);
    const twice = edge.filter((at, index) => edge.indexOf(at) !== index);
    return {
      acknowledged: reports.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0),
      records: writer.answered.size,
      lost: names("lost"),
      repeated: [...names("repeated"), ...twice.map((at) => `${EDGE}/${at}`)],
      strange: names("strange"),
      recordsMissing: await writer.missing(),
      edgeReadings: edge.filter((at) => at > mended).length,
      ...{ said, ends },
    };
  } catch (error) {
    const tail = (part: Part) => platform?.output(part).slice(-1500) ?? "";
    throw new Error(
      `${(error as Error).message}\ncloud: ${tail("cloud")}\ngateway: ${tail("gateway")}\nedge: ${tail("edge")}`,
      { cause: error },
    );
  } finally {
    await platform?.close();
    // PostgreSQL ends with its cloud; a disk that fails may keep it.
    await until("PostgreSQL ends", async () => {
      await killProcesses(disk.path);
      return (await serverProcesses(disk.path)).length === 0;
    }).catch(() => undefined);
    disk.unmount();
    await removeFolder(folder);
  }
};
