import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Audit, auditStation } from "../attack/audit.ts";
import { type HonestReport, startHonest } from "../attack/honest.ts";
import { openSite, type ProcessName, processNames, type Site } from "../attack/site.ts";
import { removeFolder } from "../folders.ts";
import type { Environment } from "../processes.ts";

export interface TrialOptions {
  /** What each process is started with besides its settings. */
  readonly environments?: { readonly [name in ProcessName]?: Environment };
  /** Where the honest stations publish. */
  readonly stations: readonly { readonly station: string; readonly to: ProcessName }[];
  /** What befalls the processes while the stations publish. */
  readonly befall: (site: Site) => Promise<void>;
}

export interface TrialResult {
  readonly acknowledged: number;
  readonly lost: readonly string[];
  readonly repeated: readonly string[];
  readonly strange: readonly string[];
  /** Processes that ended by themselves, with what they last wrote; each was started again. */
  readonly ended: readonly string[];
  readonly output: { readonly [name in ProcessName]: string };
}

/** Starts a process again whenever it ends, as systemd and `npm start` do. */
const supervise = (
  site: Site,
  environments: NonNullable<TrialOptions["environments"]>,
): { readonly ended: string[]; stop(): Promise<void> } => {
  const ended: string[] = [];
  const stopping = new AbortController();
  const watch = async (name: ProcessName): Promise<void> => {
    while (!stopping.signal.aborted) {
      const { child, output } = site.running(name);
      if (child.exitCode !== null || child.signalCode !== null) {
        ended.push(`${name}: ${output().trimEnd().split("\n").at(-1)?.slice(0, 300)}`);
        await wait(200);
        await site.start(name, environments[name]).catch(() => undefined);
      }
      await wait(50);
    }
  };
  const watches = processNames.map(watch);
  return {
    ended,
    async stop() {
      stopping.abort();
      await Promise.all(watches);
    },
  };
};

const auditAll = async (
  site: Site,
  reports: readonly (HonestReport & { readonly station: string })[],
): Promise<Audit[]> =>
  Promise.all(reports.map(({ station, ...report }) => auditStation(site, station, report)));

/** How long what the gateway still holds may take to reach the cloud. */
const ARRIVE_MS = 20_000;

/**
 * Honest stations publish while something befalls the processes. Afterwards both are killed and
 * started again on a machine that works, and every reading that was acknowledged is looked for.
 */
export const runTrial = async ({
  environments = {},
  stations,
  befall,
}: TrialOptions): Promise<TrialResult> => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-trial-"));
  const site = await openSite({ directory, processes: [] });
  try {
    await Promise.all(processNames.map((name) => site.start(name, environments[name])));
    const supervisor = supervise(site, environments);
    const honest = await Promise.all(
      stations.map(({ station, to }) =>
        startHonest({
          ...{ station, everyMs: 20, patienceMs: 20_000 },
          url: `mqtt://127.0.0.1:${site[to].mqttPort}`,
        }),
      ),
    );
    await befall(site);
    const reports = await Promise.all(
      honest.map(async (one) => ({ station: one.station, ...(await one.finish()) })),
    );
    await supervisor.stop();
    await Promise.all(processNames.map((name) => site.kill(name)));
    await Promise.all(processNames.map((name) => site.start(name)));
    const deadline = performance.now() + ARRIVE_MS;
    let audits = await auditAll(site, reports);
    while (audits.some(({ lost }) => lost.length > 0) && performance.now() < deadline) {
      await wait(200);
      audits = await auditAll(site, reports);
    }
    const named = (kind: keyof Audit) =>
      audits.flatMap((audit) => audit[kind].map(({ station, value }) => `${station}/${value}`));
    return {
      acknowledged: reports.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0),
      ...{ lost: named("lost"), repeated: named("repeated"), strange: named("strange") },
      ended: supervisor.ended,
      output: { cloud: site.output("cloud"), gateway: site.output("gateway") },
    };
  } finally {
    await site.close();
    await removeFolder(directory);
  }
};
