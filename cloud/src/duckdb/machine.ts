import { availableParallelism, totalmem } from "node:os";

const bounded = (value: number, least: number, most: number): number =>
  Math.round(Math.min(most, Math.max(least, value)));

/** Of the machine, or of the container or unit that the process is confined to (cgroup), if that is less. */
export const memoryOfMachine = (): number => {
  const confined = process.constrainedMemory();
  return confined > 0 ? Math.min(confined, totalmem()) : totalmem();
};

/**
 * What suits the machine when nobody has set it: a 32nd of its memory; reads have all cores but one, which
 * is left to commits.
 */
export const machineDefaults = (
  memoryBytes = memoryOfMachine(),
  cores = availableParallelism(),
): { readonly memoryMb: number; readonly threads: number; readonly readers: number } => {
  const threads = bounded(cores / 2, 1, 16);
  return {
    memoryMb: bounded(memoryBytes / 2 ** 20 / 32, 128, 512),
    threads,
    // A question runs on the thread that asks, and shares the other threads with all.
    readers: bounded(cores - threads, 1, 8),
  };
};
