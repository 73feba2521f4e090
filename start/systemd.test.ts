import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../cloud/src/config.ts";
import { variables } from "./variables.ts";

const root = join(import.meta.dirname, "..");
const folder = join(import.meta.dirname, "systemd");
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const services = ["cloud", "dashboards", "backup"].map((name) => `datacityzen-${name}.service`);

/** Each key of a unit with its values, in order. */
const settingsOf = (unit: string): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  for (const [, key = "", value = ""] of unit.matchAll(/^([A-Z]\w+)=(.*)$/gm))
    found.set(key, [...(found.get(key) ?? []), value]);
  return found;
};

test.each(services)(
  "%s runs what is there, as an account of its own that can change nothing else",
  (name) => {
    const unit = read(name);
    const settings = settingsOf(unit);
    for (const [program = ""] of unit.matchAll(/\b(?:cloud|dashboards)\/\S+\.ts|\bdcz\.ts/g))
      expect(existsSync(join(root, program)), program).toBe(true);
    expect(settings.get("User")).toEqual(["datacityzen"]);
    const closed = {
      NoNewPrivileges: "yes",
      ProtectSystem: "strict",
      ProtectHome: "yes",
      PrivateTmp: "yes",
      PrivateDevices: "yes",
      CapabilityBoundingSet: "",
      UMask: "0077",
    };
    for (const [key, value] of Object.entries(closed))
      expect(settings.get(key), key).toEqual([value]);
    // The cloud ends its own PostgreSQL; a signal to all at once would cut it off from its records first.
    if (!name.includes("backup")) expect(settings.get("KillMode")).toEqual(["mixed"]);
  },
);

test("the settings that come with the units are ones that there are, and a cloud takes them", () => {
  const lines = [...read("server.env").matchAll(/^#?([A-Z][A-Z_]+)=(.*)$/gm)];
  const known = new Set<string>(variables.map(({ name }) => name));
  for (const [, name = ""] of lines) expect(known.has(name), name).toBe(true);
  const given = Object.fromEntries(
    lines.map(([, name = "", value = ""]) => [name, value.replaceAll("'", "")]),
  );
  expect(readConfig(given)).toMatchObject({ ok: true });
});

test("docs/how-to/run-a-server.md names each file of the folder", async () => {
  const page = readFileSync(join(root, "docs/how-to/run-a-server.md"), "utf8");
  for (const file of await readdir(folder)) expect(page).toContain(file);
});

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

test.skipIf(!hasSystemd && process.env.REQUIRE_REAL !== "1")(
  "systemd reads the units without a word, and finds them closed",
  async () => {
    const place = await mkdtemp(join(tmpdir(), "dcz-units-"));
    onTestFinished(() => rm(place, { recursive: true }));
    const program = "/opt/datacityzen/current/node_modules/.bin/node";
    const units = [...services, "datacityzen-backup.timer"];
    await mkdir(place, { recursive: true });
    // Where nothing is installed there is no such program, and that is all that may be said.
    for (const name of units)
      await writeFile(join(place, name), read(name).replaceAll(program, process.execPath));
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
