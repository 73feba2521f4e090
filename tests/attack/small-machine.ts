import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openMeasuredMachine } from "./measured-machine.ts";

const MIB = 1024 * 1024;

/** Bytes of "1G" or "512M"; undefined for anything else. */
export const parseMemory = (text: string): number | undefined => {
  const [, digits, unit] = /^(\d{1,6})([MG])$/i.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  return Number(digits) * (unit.toUpperCase() === "G" ? 1024 : 1) * MIB;
};

export interface SmallMachine {
  /** Whether Linux holds the processes to its size, or they are only measured. */
  readonly isEnforced: boolean;
  /** The most that was taken at once: what Linux would have dropped for others (files in memory) too. */
  readonly peakBytes: () => number;
  /** Takes a process, with all that it starts from now on. */
  readonly take: (pid: number) => void;
  /** How many processes the kernel ended because the memory was not enough. */
  readonly killed: () => number;
  /** Waits for the end of what it took. */
  readonly close: () => Promise<void>;
}

const VERSION_1 = "/sys/fs/cgroup/memory";
const VERSION_2 = "/sys/fs/cgroup";

const numberIn = (path: string): number => Number(readFileSync(path, "utf8").trim());

/** A line of a file such as `memory.events`: "oom_kill 0". */
const lineIn = (path: string, name: string): number =>
  Number(new RegExp(`^${name} (\\d+)$`, "m").exec(readFileSync(path, "utf8"))?.[1] ?? 0);

const LEAVE_MS = 30_000;

/** A group can be removed once its last process has ended. */
const remove = async (folder: string): Promise<void> => {
  for (const until = performance.now() + LEAVE_MS; ; await wait(100))
    try {
      return rmdirSync(folder);
    } catch (error) {
      if (performance.now() > until) throw error;
    }
};

const openVersion1 = (folder: string, bytes: number): SmallMachine => {
  writeFileSync(join(folder, "memory.limit_in_bytes"), String(bytes));
  return {
    isEnforced: true,
    peakBytes: () => numberIn(join(folder, "memory.max_usage_in_bytes")),
    take: (pid) => writeFileSync(join(folder, "cgroup.procs"), String(pid)),
    killed: () => lineIn(join(folder, "memory.oom_control"), "oom_kill"),
    close: () => remove(folder),
  };
};

const openVersion2 = (folder: string, bytes: number): SmallMachine => {
  writeFileSync(join(folder, "memory.max"), String(bytes));
  writeFileSync(join(folder, "memory.swap.max"), "0");
  return {
    isEnforced: true,
    peakBytes: () => numberIn(join(folder, "memory.peak")),
    take: (pid) => writeFileSync(join(folder, "cgroup.procs"), String(pid)),
    killed: () => lineIn(join(folder, "memory.events"), "oom_kill"),
    close: () => remove(folder),
  };
};

/** A container's groups can be made, some of them, and take no process. */
const tryTaking = ({ take }: SmallMachine): void => {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  try {
    take(child.pid ?? 0);
  } finally {
    child.kill("SIGKILL");
  }
};

/**
 * A part of this machine that has so much memory and no more, by Linux's control groups; where these cannot be had (they need
 * root, and a container's are often read-only), what the processes take is measured.
 */
export const openSmallMachine = (bytes: number): SmallMachine => {
  const first = existsSync(join(VERSION_1, "memory.limit_in_bytes"));
  const folder = join(
    first ? VERSION_1 : VERSION_2,
    `dcz-attack-${process.pid}-${performance.now().toFixed(0)}`,
  );
  try {
    mkdirSync(folder);
    const machine = first ? openVersion1(folder, bytes) : openVersion2(folder, bytes);
    tryTaking(machine);
    return machine;
  } catch (error) {
    if (existsSync(folder)) void remove(folder).catch(() => undefined);
    process.stderr.write(
      `--memory measures only: no control group of memory can be had here (${(error as Error).message}).\n`,
    );
    return openMeasuredMachine();
  }
};
