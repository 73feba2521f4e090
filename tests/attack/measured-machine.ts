import { readdirSync, readFileSync } from "node:fs";
import type { SmallMachine } from "./small-machine.ts";

const EVERY_MS = 200;

const readOr = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // It has ended.
    return "";
  }
};

const childrenOf = (pid: number): number[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readOr(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
};

const treeOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(treeOf)];

/** What a process takes for itself, and its share of what others use too (proc_pid_smaps(5)), in bytes. */
const shareOf = (pid: number): number =>
  1024 * Number(/^Pss:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);

/**
 * Where control groups cannot be had: nothing holds the processes back, but what they take together is measured, files that Linux
 * would drop left out, and must not pass the size.
 */
export const openMeasuredMachine = (): SmallMachine => {
  const roots = new Set<number>();
  let peak = 0;
  const measure = (): void => {
    const all = new Set([...roots].flatMap(treeOf));
    peak = Math.max(
      peak,
      [...all].reduce((sum, pid) => sum + shareOf(pid), 0),
    );
  };
  const timer = setInterval(measure, EVERY_MS);
  return {
    isEnforced: false,
    peakBytes: () => peak,
    take: (pid) => {
      roots.add(pid);
    },
    killed: () => 0,
    close: async () => clearInterval(timer),
  };
};
