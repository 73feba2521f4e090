import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { expectEachDayOnce } from "./each-day-once.fixture.ts";
import { T0 } from "./retention-kill.fixture.ts";

const KILLS = 6;

test("whenever the cloud is killed while old values are dropped, each day has its values or its sums, once", async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-retention-kill-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, "series.duckdb");
  for (let life = 0; life < KILLS; life++) {
    const script = join(import.meta.dirname, "retention-kill.process.ts");
    const child = spawn(process.execPath, [script, path, String(life)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const ended = once(child, "exit");
    let passed = 0;
    // The first life is killed while the first of all are dropped.
    for await (const _ of createInterface(child.stdout)) {
      passed += 1;
      if (passed === 1 + 3 * life) setTimeout(() => child.kill("SIGKILL"), 13 * life);
    }
    expect((await ended)[1]).toBe("SIGKILL");

    expect((await expectEachDayOnce(path)).values).toBeGreaterThan(T0);
    // What nobody names is gone.
    const names = await readdir(`${path}.sealed`);
    expect(names.filter((name) => name.endsWith(".new"))).toEqual([]);
  }
}, 180_000);
