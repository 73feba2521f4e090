import { existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../cloud/src/config.ts";
import { testUnits } from "./units.fixture.ts";
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

testUnits(folder, services, ["datacityzen-backup.timer"]);
