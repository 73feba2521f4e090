import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readConfig as readEdge } from "../edge/src/config.ts";
import { readConfig as readGateway } from "../gateway/src/config.ts";
import { testUnits } from "./units.fixture.ts";

const root = join(import.meta.dirname, "..");
const box = join(root, "hardware/box");
const read = (name: string) => readFileSync(join(box, name), "utf8");
const services = ["datacityzen-edge.service", "datacityzen-gateway.service"];

test.each(services)("%s runs what is there, as an account of its own", (name) => {
  const unit = read(name);
  const programs = [...unit.matchAll(/\b(?:edge|gateway)\/\S+\.ts/g)];
  expect(programs).toHaveLength(1);
  for (const [program] of programs) expect(existsSync(join(root, program)), program).toBe(true);
  for (const line of [
    "User=datacityzen",
    "EnvironmentFile=/etc/datacityzen/box.env",
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "CapabilityBoundingSet=",
    "Restart=on-failure",
    "Type=notify",
    "NotifyAccess=all",
    expect.stringMatching(/^WatchdogSec=\d+$/),
  ])
    expect(unit.split("\n")).toContainEqual(line);
});

test("the settings that come with the units are taken by both processes, also those in remarks", () => {
  const given = Object.fromEntries(
    [...read("box.env").matchAll(/^#?([A-Z][A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );
  expect(Object.keys(given)).toEqual([
    "SENSORS",
    "CLOUD_MQTT_URL",
    "PUBLIC_URL",
    "HOST",
    "UPDATE_URL",
  ]);
  expect(readEdge(given)).toMatchObject({ ok: true });
  expect(readGateway(given)).toMatchObject({ ok: true });
});

test("what the house is told of the box's ports is where the gateway listens", () => {
  const gateway = readGateway({});
  if (!gateway.ok) throw new Error(gateway.sentences.join());
  const announced = [
    ...read("datacityzen.avahi.service").matchAll(/<type>(.*)<\/type>\s*<port>(\d+)<\/port>/g),
  ].map(([, type, port]) => [type, Number(port)]);
  expect(announced).toEqual([
    ["_http._tcp", gateway.value.GATEWAY_PORT],
    ["_mqtt._tcp", gateway.value.GATEWAY_MQTT_PORT],
  ]);
});

test("the instructions name each file that a box needs, in both languages", () => {
  const files = readdirSync(box);
  for (const page of ["write-the-cards.md", "write-the-cards.fr.md"]) {
    const text = readFileSync(join(root, "docs/how-to", page), "utf8");
    for (const name of files) expect(text, `${page}: ${name}`).toContain(name);
  }
});

describe("install.sh", () => {
  const script = join(box, "install.sh");
  const run = (words: readonly string[], changes: Record<string, string> = {}) =>
    spawnSync("sh", [script, ...words], {
      encoding: "utf8",
      env: { ...process.env, DESTDIR: "", ...changes },
    });
  const card = async () => {
    const place = await mkdtemp(join(tmpdir(), "dcz-card-"));
    onTestFinished(() => rm(place, { recursive: true }));
    return place;
  };
  const filesIn = (place: string) =>
    spawnSync("find", [place, "!", "-type", "d"], { encoding: "utf8" })
      .stdout.split("\n")
      .filter((path) => path !== "")
      .map((path) => path.slice(place.length))
      .sort();

  test("with --show says each command, and changes nothing", async () => {
    const place = await card();
    const shown = run(["--show"], { DESTDIR: place });
    expect(shown).toMatchObject({ status: 0, stderr: "" });
    for (const name of readdirSync(box).filter((name) => name !== "install.sh"))
      expect(shown.stdout, name).toContain(`hardware/box/${name} `);
    expect(filesIn(place)).toEqual([]);
  });

  test("lays everything on a card, and nothing that was set is lost when it runs again", async () => {
    const place = await card();
    expect(run([], { DESTDIR: place })).toMatchObject({ status: 0, stderr: "" });
    expect(filesIn(place)).toEqual([
      "/etc/avahi/services/datacityzen.service",
      "/etc/datacityzen/box.env",
      "/etc/systemd/system/datacityzen-edge.service",
      "/etc/systemd/system/datacityzen-gateway.service",
      "/etc/systemd/system/datacityzen-update.service",
      "/etc/systemd/system/datacityzen-update.timer",
      "/etc/sysusers.d/datacityzen-box.conf",
      "/opt/datacityzen/current",
      "/opt/datacityzen/kept",
      "/usr/local/bin/dcz",
    ]);
    expect(statSync(join(place, "etc/datacityzen/box.env")).mode & 0o777).toBe(0o640);
    expect(statSync(join(place, "usr/local/bin/dcz")).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(place, "opt/datacityzen/current"))).toBe(root.replace(/\/$/, ""));

    await writeFile(join(place, "etc/datacityzen/box.env"), "SENSORS=sds011@/dev/ttyUSB0\n");
    expect(run([], { DESTDIR: place })).toMatchObject({ status: 0 });
    expect(await readFile(join(place, "etc/datacityzen/box.env"), "utf8")).toBe(
      "SENSORS=sds011@/dev/ttyUSB0\n",
    );
  });

  test("lays no version over another one that runs, and asks for the place that services can read", async () => {
    const place = await card();
    mkdirSync(join(place, "opt/datacityzen"), { recursive: true });
    symlinkSync("/opt/datacityzen/0.0.9", join(place, "opt/datacityzen/current"));
    const refused = run([], { DESTDIR: place });
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toContain("dcz update install");
    expect(run([]).stderr).toMatch(/^Clone the project to \/opt\/datacityzen\/VERSION first/);
    expect(run(["--help"])).toMatchObject({ status: 1, stdout: "" });
  });
});

testUnits(box, services, ["datacityzen-update.service", "datacityzen-update.timer"]);
