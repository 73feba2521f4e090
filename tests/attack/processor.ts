import { readFileSync } from "node:fs";

/** Processor time in ticks: of the whole machine, and of some processes with all their threads. */
export interface ProcessorTime {
  readonly busy: number;
  readonly ours: number;
}

const numbersOf = (text: string): number[] => text.trim().split(/\s+/).map(Number);

const ticksOf = (pid: number): number => {
  try {
    // The name may hold spaces: fields are counted from behind it (proc_pid_stat(5)).
    const fields = numbersOf(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) \S/s, ""));
    return (fields[10] ?? 0) + (fields[11] ?? 0);
  } catch {
    return 0;
  }
};

export const processorTime = (pids: readonly number[]): ProcessorTime => {
  const first = readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "";
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0, stolen = 0] = numbersOf(
    first.replace("cpu", ""),
  );
  return {
    busy: user + nice + system + interrupts + soft + stolen,
    ours: pids.reduce((sum, pid) => sum + ticksOf(pid), 0),
  };
};

/** Which share of the busy time other work took, in [0, 1]. */
export const foreignShare = (before: ProcessorTime, after: ProcessorTime): number => {
  const busy = after.busy - before.busy;
  const ours = after.ours - before.ours;
  return busy <= 0 ? 0 : Math.min(1, Math.max(0, 1 - ours / busy));
};
