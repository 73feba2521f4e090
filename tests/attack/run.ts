import { setTimeout as wait } from "node:timers/promises";
import { machineDefaults } from "../../cloud/src/duckdb/machine.ts";
import type { Attack } from "./attack.ts";
import { type Audit, auditStation, type Finding, nothingFound } from "./audit.ts";
import type { Group } from "./groups.ts";
import { type Honest, startHonest } from "./honest.ts";
import type { Observed, ProcessMemory } from "./judge.ts";
import { forgetPeak, peakBytes, residentBytes } from "./memory.ts";
import { foreignShare, processorTime } from "./processor.ts";
import { openSite, type ProcessName, processNames, type Site } from "./site.ts";
import { openSmallMachine } from "./small-machine.ts";

export interface RunOptions {
  readonly short: boolean;
  /** So many times the amounts. */
  readonly times: number;
  readonly random: () => number;
  /** So many bytes for all processes together; as much as there is when absent. */
  readonly memory?: number | undefined;
}

/** The part of the full amounts that a short run plays. */
const SHORT = 0.25;
/** Honest traffic before the attack: what the processes take then is their rest. */
const REST_MS = 1000;
/** The least time over which an attack is judged: some honest readings of each station. */
const LEAST_MS = 1000;
/** How long acknowledgements, and then readings, may take to arrive after the attack. */
const patienceMs = (short: boolean): number => (short ? 15_000 : 60_000);
const MIB = 1024 * 1024;
/** A start that takes longer is a process that does not start. */
const START_MS = 60_000;

/** One attack's part of the time, and what was seen in it. */
interface Played {
  readonly attack: string;
  /** The honest station whose acknowledgements count; all when undefined. */
  readonly station: string | undefined;
  readonly from: number;
  readonly until: number;
  readonly foreign: number;
  readonly processes: readonly ProcessMemory[];
  readonly faults: string[];
  readonly notes: string[];
}

const pidOf = (site: Site, name: ProcessName): number => site.running(name).child.pid ?? 0;

const endOf = (site: Site, name: ProcessName): string | undefined => {
  const { child } = site.running(name);
  if (child.exitCode === null && child.signalCode === null) return undefined;
  const last = site.running(name).output().trimEnd().split("\n").at(-1)?.slice(0, 200);
  return `${child.signalCode ?? `exit code ${child.exitCode}`} (${last})`;
};

/** The highest memory of each process until it is stopped, which gives it. */
const watchPeaks = (
  site: Site,
  names: readonly ProcessName[],
): (() => ReadonlyMap<ProcessName, number>) => {
  const peaks = new Map<ProcessName, number>();
  // The kernel keeps the peak, and forgets it when the process ends: it is read often.
  const read = () => {
    for (const name of names)
      peaks.set(name, Math.max(peaks.get(name) ?? 0, peakBytes(pidOf(site, name))));
  };
  for (const name of names) forgetPeak(pidOf(site, name));
  const timer = setInterval(read, 100);
  return () => {
    clearInterval(timer);
    read();
    return peaks;
  };
};

const honestStations: Readonly<Record<ProcessName, string>> = {
  gateway: "honest-relayed",
  cloud: "honest-direct",
};

/** `alone`: nothing else is attacked meanwhile, so that both processes are judged. */
const play = async (
  site: Site,
  attack: Attack,
  rest: ReadonlyMap<ProcessName, number>,
  { short, times, random, alone }: RunOptions & { readonly alone: boolean },
): Promise<Played> => {
  const target = attack.target === "both" || alone ? undefined : attack.target;
  const judged = target === undefined ? processNames : [target];
  const faults: string[] = [];
  const notes: string[] = [];
  const from = Date.now();
  const stopWatching = watchPeaks(site, judged);
  const time = () => processorTime([process.pid, ...processNames.map((name) => pidOf(site, name))]);
  const before = time();
  await attack
    .run({
      site,
      random,
      amount: (full) => Math.max(1, Math.round(full * times * (short ? SHORT : 1))),
      note: (text) => notes.push(text),
      fault: (text) => faults.push(text),
    })
    .catch((error: Error) => faults.push(`the attack itself failed: ${error.message}`));
  // An attack that is over at once is judged by the honest readings right after it.
  await wait(Math.max(0, LEAST_MS - (Date.now() - from)));
  const peaks = stopWatching();
  const foreign = foreignShare(before, time());
  const processes = judged.map((name): ProcessMemory => {
    const ended = endOf(site, name);
    return {
      name,
      restBytes: rest.get(name) ?? 0,
      peakBytes: peaks.get(name) ?? 0,
      ...(ended !== undefined && { ended }),
    };
  });
  const station = target === undefined ? undefined : honestStations[target];
  const until = Date.now();
  return { attack: attack.name, station, from, until, foreign, processes, faults, notes };
};

/** Plays the attacks one after the other, until one of them ends a process. */
const playLane = async (
  site: Site,
  lane: readonly Attack[],
  rest: ReadonlyMap<ProcessName, number>,
  options: RunOptions & { readonly alone: boolean },
): Promise<Played[]> => {
  const played: Played[] = [];
  for (const attack of lane) {
    const last = await play(site, attack, rest, options);
    played.push(last);
    if (last.processes.some(({ ended }) => ended !== undefined)) break;
  }
  return played;
};

/** Kills both processes and starts them again on what they left on the disk. */
const restart = async (site: Site): Promise<string[]> => {
  const faults = await Promise.all(
    processNames.map(async (name) => {
      await site.kill(name);
      const failure = site.start(name).then(
        () => undefined,
        (error: Error) => `${name} does not start again: ${error.message.slice(-300)}`,
      );
      return Promise.race([
        failure,
        wait(START_MS, `${name} has not started again after ${START_MS / 1000} s`, { ref: false }),
      ]);
    }),
  );
  return faults.filter((fault) => fault !== undefined);
};

/** What the gateway still holds is late, and not lost: it is waited for so long. */
const HELD_MS = 120_000;

const holdsMessages = async (site: Site): Promise<boolean> => {
  const answer = await fetch(`${site.gateway.http}/api/health`);
  const { waiting } = (await answer.json()) as { waiting: { messages: number } };
  return waiting.messages > 0;
};

/** Asks again until nothing is missing any more or the time is up. */
const auditUntilWhole = async (
  site: Site,
  ask: () => Promise<Audit>,
  ms: number,
): Promise<Audit | { readonly refused: string }> => {
  const began = performance.now();
  let until = ms;
  while (true) {
    const found = await ask().catch((error: Error) => ({ refused: error.message }));
    const passed = performance.now() - began;
    if ("lost" in found && found.lost.length === 0) return found;
    if (passed > until) return found;
    // What it hands over last is on its way when it holds nothing any more.
    if (passed < HELD_MS && (await holdsMessages(site).catch(() => false)))
      until = Math.max(until, passed + 5000);
    await wait(200);
  }
};

/**
 * Plays the attacks of a group against processes of their own, with honest stations beside them;
 * then restarts the processes and looks for every reading that was acknowledged.
 */
export const runGroup = async (group: Group, options: RunOptions): Promise<Observed[]> => {
  const machine = options.memory === undefined ? undefined : openSmallMachine(options.memory);
  const site = await openSite({
    ...(machine && { machine }),
    // As the cloud would choose it on a machine of that size.
    ...(options.memory !== undefined && {
      environment: { STORE_MEMORY_MB: String(machineDefaults(options.memory).memoryMb) },
    }),
    prepare: async (directory) => {
      for (const attack of group.flat()) await attack.prepare?.(directory);
    },
  });
  const honest: Honest[] = [];
  const patience = patienceMs(options.short);
  try {
    for (const name of processNames) {
      const station = honestStations[name];
      const url = `mqtt://127.0.0.1:${site[name].mqttPort}`;
      honest.push(await startHonest({ station, url, everyMs: 50, patienceMs: patience }));
    }
    await wait(REST_MS);
    const rest = new Map(processNames.map((name) => [name, residentBytes(pidOf(site, name))]));
    const alone = group.length === 1;
    const lanes = await Promise.all(
      group.map((lane) => playLane(site, lane, rest, { ...options, alone })),
    );
    const reports = await Promise.all(
      honest.splice(0).map(async (one) => ({ station: one.station, ...(await one.finish()) })),
    );

    const after = await restart(site);
    const audits: Audit[] = [];
    for (const { station, ...report } of reports) {
      const found = await auditUntilWhole(
        site,
        () => auditStation(site, station, report),
        patience,
      );
      if ("refused" in found) after.push(`${station} cannot be read: ${found.refused}`);
      audits.push("refused" in found ? nothingFound : found);
      // Whoever reads that something is lost wants to know what the processes said last.
      if ("lost" in found && found.lost.length > 0)
        for (const name of processNames)
          after.push(
            `${name} said last: ${site.output(name).trimEnd().split("\n").slice(-4).join(" | ").slice(0, 1500)}`,
          );
    }
    if (machine !== undefined && machine.killed() > 0)
      after.push(`the kernel ended ${machine.killed()} processes: the memory was not enough`);
    if (machine?.isEnforced === false && machine.peakBytes() > (options.memory ?? 0))
      after.push(`all processes took ${Math.round(machine.peakBytes() / MIB)} MiB together`);
    for (const lane of lanes) {
      lane.at(-1)?.faults.push(...after);
      if (machine !== undefined)
        lane
          .at(-1)
          ?.notes.push(`all processes together took ${Math.round(machine.peakBytes() / MIB)} MiB`);
    }

    return lanes.flatMap((lane) =>
      lane.map(({ attack, station, from, until, foreign, processes, faults, notes }, index) => {
        // What was sent before the first attack and after the last counts as theirs.
        const begin = index === 0 ? -Infinity : from;
        const end = lane[index + 1]?.from ?? Infinity;
        const within = ({ at }: { readonly at: number }) => at >= begin && at < end;
        const concerns = (one: string) => station === undefined || one === station;
        const names = (findings: readonly Finding[]) =>
          findings
            .filter((found) => within(found) && concerns(found.station))
            .map(({ station, value }) => `${station}/${value}`);
        const counted = reports.filter((report) => concerns(report.station));
        return {
          attack,
          seconds: (until - from) / 1000,
          foreign,
          latencies: counted.flatMap(({ latencies }) =>
            latencies.filter(({ at }) => at >= from && at <= until).map(({ ms }) => ms),
          ),
          acknowledged: counted.reduce(
            (sum, { acknowledged }) =>
              sum + [...acknowledged.values()].filter((at) => within({ at })).length,
            0,
          ),
          lost: audits.flatMap(({ lost }) => names(lost)),
          repeated: audits.flatMap(({ repeated }) => names(repeated)),
          strange: audits.flatMap(({ strange }) => names(strange)),
          processes,
          faults,
          notes,
        };
      }),
    );
  } finally {
    await Promise.all(honest.map((station) => station.finish()));
    await site.close();
    await machine?.close();
  }
};
