import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { program, testWith } from "../tests/real.ts";

/** The node that our units start where the platform is installed. */
const NODE = /\/opt\/datacityzen\/(current|kept)\/node_modules\/\.bin\/node/g;

/** systemd reads the units of a folder without a word, and finds the services among them closed. */
export const testUnits = (
  folder: string,
  services: readonly string[],
  others: readonly string[],
): void =>
  testWith(
    [program("systemd-analyze")],
    "systemd reads the units without a word, and finds them closed",
    async () => {
      const place = await mkdtemp(join(tmpdir(), "dcz-units-"));
      onTestFinished(() => rm(place, { recursive: true }));
      const units = [...services, ...others];
      // Where nothing is installed there is no such program, and that is all that may be said.
      for (const name of units) {
        const unit = await readFile(join(folder, name), "utf8");
        await writeFile(join(place, name), unit.replaceAll(NODE, process.execPath));
      }
      const run = (...words: string[]) =>
        spawnSync("systemd-analyze", words, {
          encoding: "utf8",
          cwd: place,
          env: { PATH: "/usr/bin:/bin" },
        });
      const verified = run("verify", "--man=no", ...units.map((name) => join(place, name)));
      const said = `${verified.stdout}${verified.stderr}`;
      expect(said.split("\n").filter((line) => line.includes("datacityzen"))).toEqual([]);
      for (const name of services) {
        const { stdout } = run("security", "--offline=true", "--no-pager", join(place, name));
        const exposure = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1];
        expect(Number(exposure), stdout.slice(-300)).toBeLessThan(2.5);
      }
    },
  );
