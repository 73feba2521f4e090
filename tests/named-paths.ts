import type { TestProject } from "vitest/node";

/** Vitest calls this before the tests of a run: each path that was named must be a test's. */
export const setup = async ({ vitest }: TestProject): Promise<void> => {
  const named: readonly string[] = Reflect.get(vitest, "filenamePattern") ?? [];
  for (const path of named) {
    const found = await vitest.globTestSpecifications([path]);
    if (found.length === 0)
      throw new Error(
        `No test of ${vitest.projects.map(({ name }) => name).join(", ")} has “${path}” in its path. ` +
          `Mend the path, or name its project: --project unit, integration, side-by-side, journeys or end-to-end.`,
      );
  }
};
