import { availableParallelism, totalmem } from "node:os";

const bounded = (value: number, least: number, most: number): number =>
  Math.round(Math.min(most, Math.max(least, value)));

/** What suits the machine when nobody has set it: a 32nd of its memory, and all of its cores. */
export const machineDefaults = (
  memoryBytes = totalmem(),
  cores = availableParallelism(),
): { readonly memoryMb: number; readonly threads: number } => ({
  memoryMb: bounded(memoryBytes / 2 ** 20 / 32, 128, 512),
  threads: bounded(cores, 1, 16),
});
