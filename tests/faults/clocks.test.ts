import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import type { ProcessName } from "../attack/site.ts";
import { removeFolder } from "../folders.ts";
import { type Need, testWith } from "../real.ts";
import { runTrial } from "./trial.ts";

const library = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
].find((path) => existsSync(path));
const faketime: Need = { what: "faketime", present: library !== undefined };

/**
 * What the clock shows beside the truth, one after the other. Half a year passes the 90 days after which
 * stations and quarantined messages are forgotten, and is less than what is plainly no date of today.
 */
const jumps = {
  gateway: ["+1d", "+100d", "-180d", "-40y", "+0"],
  cloud: ["-1d", "+100d", "-180d", "-40y", "+40y", "+0"],
} as const;
const JUMP_MS = 1500;

for (const name of ["gateway", "cloud"] satisfies ProcessName[])
  testWith(
    [faketime],
    `a clock that jumps by days, months and years under a running ${name} loses, doubles and moves nothing`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "dcz-clock-"));
      const clock = join(folder, "clock");
      try {
        await writeFile(clock, "+0");
        const environment = {
          LD_PRELOAD: library ?? "",
          FAKETIME_TIMESTAMP_FILE: clock,
          FAKETIME_NO_CACHE: "1",
          FAKETIME_DONT_FAKE_MONOTONIC: "1",
        };
        const result = await runTrial({
          environments: { [name]: environment },
          stations: [1, 2, 3, 4].map((number) => ({
            station: `honest-clock-${number}`,
            to: number % 2 === 0 ? "cloud" : "gateway",
          })),
          async befall() {
            await wait(JUMP_MS);
            for (const jump of jumps[name]) {
              await writeFile(clock, jump);
              await wait(JUMP_MS);
            }
          },
        });
        expect(result).toMatchObject({ lost: [], repeated: [], strange: [], ended: [] });
        expect(result.acknowledged).toBeGreaterThan(100);
      } finally {
        await removeFolder(folder);
      }
    },
  );
