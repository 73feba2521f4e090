import { spawnSync } from "node:child_process";
import { test } from "vitest";

/** A program or a right that not every machine has, and why the test needs it. */
export interface Need {
  readonly what: string;
  readonly present: boolean;
}

export const program = (name: string): Need => ({
  what: name,
  present: spawnSync("sh", ["-c", `command -v ${name}`]).status === 0,
});

/** Root may mount a small file system, which a test can then fill. */
export const root: Need = { what: "the right to mount (root)", present: process.getuid?.() === 0 };

/**
 * A test that needs real parts. Where one is missing the test is skipped and its name says why; with
 * REQUIRE_REAL=1 it runs nevertheless, and fails.
 */
export const testWith = (
  needs: readonly Need[],
  name: string,
  run: () => Promise<void>,
  timeout?: number,
): void => {
  const missing = needs.filter(({ present }) => !present).map(({ what }) => what);
  if (missing.length === 0) test(name, run, timeout);
  else if (process.env.REQUIRE_REAL === "1")
    test(name, () => {
      throw new Error(`REQUIRE_REAL=1, and this is missing: ${missing.join(", ")}`);
    });
  else test.skip(`${name} [skipped, missing: ${missing.join(", ")}]`, () => undefined);
};
