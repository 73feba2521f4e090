import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
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

testUnits(box, services, ["datacityzen-update.service", "datacityzen-update.timer"]);
