import { availableParallelism, totalmem } from "node:os";

const bounded = (value: number, least: number, most: number): number =>
  Math.round(Math.min(most, Math.max(least, value)));

/**
 * What suits the machine when nobody has set it: a 32nd of its memory; reads have all cores but one, which
 * is left to commits.
 */
export const machineDefaults = (
  memoryBytes = totalmem(),
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
