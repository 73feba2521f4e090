import { readFile } from "node:fs/promises";

/** From /proc: the CPU seconds of a process so far, and its largest resident memory, in MB. */
export interface ProcessFigures {
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** Linux gives CPU time in ticks; a tick is 10 ms on every architecture we run on (USER_HZ). */
const TICKS_PER_SECOND = 100;

export const processFigures = async (pid: number): Promise<ProcessFigures> => {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // The name in parentheses may hold spaces: fields are counted behind it (proc(5): utime 14, stime 15).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const peakKb = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    peakMb: Number(peakKb) / 1024,
  };
};
