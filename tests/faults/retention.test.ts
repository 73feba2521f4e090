import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { expectEachDayOnce } from "../../cloud/src/series/duckdb/each-day-once.fixture.ts";
import { T0 } from "../../cloud/src/series/duckdb/retention-kill.fixture.ts";
import { removeFolder } from "../folders.ts";
import { root } from "../processes.ts";
import { program, testWith } from "../real.ts";
import { besideTheSeries, type Fault, makeFaultyDisk } from "./faulty-disk.ts";

const SLOW = 240_000;

const sealed = { path: "series.duckdb.sealed/" } as const;
/** The database and its log. */
const store = { path: "series.duckdb", except: [...besideTheSeries, ".sealed/", ".days"] } as const;

const faults: readonly Fault[] = [
  { ...sealed, call: "write", error: "ENOSPC", nth: 3, lasting: true },
  { ...sealed, call: "fsync", error: "EIO", nth: 2, lasting: false },
  { ...sealed, call: "read", error: "EIO", nth: 4, lasting: true },
  { ...store, call: "write", error: "ENOSPC", nth: 1, lasting: true },
  { ...store, call: "fsync", error: "EIO", nth: 1, lasting: false },
];

for (const fault of faults)
  testWith(
    [program("gcc")],
    `the ${fault.nth}. ${fault.call} of ${fault.path} that fails with ${fault.error} while old values are dropped: each day has its values or its sums, once, then and after a kill`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "dcz-retention-fault-"));
      onTestFinished(() => removeFolder(folder));
      const path = join(folder, "series.duckdb");
      const disk = makeFaultyDisk(folder, fault);
      const script = join(root, "cloud/src/series/duckdb/retention-kill.process.ts");
      const child = spawn(process.execPath, [script, path, "0"], {
        env: { ...process.env, ...disk.environment },
      });
      onTestFinished(() => void child.kill("SIGKILL"));
      const ended = once(child, "exit");
      let [passed, errors] = [0, ""];
      child.stdout.on("data", (part: Buffer) => {
        passed += part.toString().split("\n").length - 1;
      });
      child.stderr.on("data", (part: Buffer) => {
        errors += part.toString();
      });
      const isRunning = () => child.exitCode === null && child.signalCode === null;
      await expect.poll(() => passed, { timeout: SLOW }).toBeGreaterThan(0);
      disk.arm();
      await expect
        .poll(() => errors !== "" || passed > 6 || !isRunning(), { timeout: SLOW })
        .toBe(true);
      disk.disarm();
      const before = passed;
      await expect.poll(() => passed > before + 2 || !isRunning(), { timeout: SLOW }).toBe(true);
      child.kill("SIGKILL");
      await ended;
      expect((await expectEachDayOnce(path)).values).toBeGreaterThan(T0);
    },
    SLOW,
  );
