import { readFileSync, writeFileSync } from "node:fs";

const field = (pid: number, name: string): number => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) * 1024;
};

/** Resident memory of a Linux process in bytes; 0 once it has ended. */
export const residentBytes = (pid: number): number => {
  try {
    return field(pid, "VmRSS");
  } catch {
    return 0;
  }
};

/** The most that it had resident since `forgetPeak`, as the kernel counts it; 0 once it has ended. */
export const peakBytes = (pid: number): number => {
  try {
    return field(pid, "VmHWM");
  } catch {
    return 0;
  }
};

export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, "5");
