import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { endLeftover } from "./postmaster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the first test that needs a PostgreSQL starts the one that all tests of the run share. */
    recordsFolder: string;
  }
}

/** Vitest calls this before the tests of a run, and what it gives after them. */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-records-of-tests-"));
  provide("recordsFolder", folder);
  return async () => {
    const data = join(folder, "server", "data");
    const started = await readFile(join(data, "PG_VERSION")).catch(() => undefined);
    if (started !== undefined) await endLeftover(data);
    await rm(folder, { recursive: true, force: true });
  };
};
