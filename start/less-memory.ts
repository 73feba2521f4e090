import type { Environment } from "@datacityzen/hardware/settings/settings";

/**
 * The C library keeps two heaps and not eight for each processor, whose threads else each leave room behind. Read when a process
 * begins, as are the options below. Measured in docs/performance.md.
 */
export const TWO_HEAPS = { MALLOC_ARENA_MAX: "2" } as const;

/**
 * How a program is started that packs much and keeps little: with one heap, large blocks that are given back to the system at once, and
 * a young generation of V8 that is collected sooner.
 */
export const LESS_MEMORY = {
  options: ["--max-semi-space-size=4"],
  environment: { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "262144" },
} as const;

/**
 * Begins this process anew with less memory, with the same number, terminal and signals; it then goes on. Where the operating system
 * knows no execve (Windows), or somebody has chosen for themselves, it stays what it is.
 */
export const beginWithLessMemory = (environment: Environment): void => {
  const isChosen = environment.MALLOC_ARENA_MAX !== undefined;
  if (isChosen || process.platform === "win32" || process.execve === undefined) return;
  const words = [process.execPath, ...LESS_MEMORY.options, ...process.execArgv];
  const variables = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  process.execve(process.execPath, [...words, ...process.argv.slice(1)], {
    ...Object.fromEntries(variables),
    ...LESS_MEMORY.environment,
  });
};
