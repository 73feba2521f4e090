import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeLine } from "@datacityzen/hardware/line-texts";
import type { Line } from "@datacityzen/hardware/wire/line";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPseudoTerminal, type PseudoTerminal } from "../edge/src/ports/pseudo-terminal.ts";
import { removeFolder } from "./folders.ts";
import { freePort, type Running, startProcess } from "./processes.ts";

/** A measurement of an SDS011 (2.5 and 10 µg/m³), as it leaves the sensor. */
const sds011 = Uint8Array.from([0xaa, 0xc0, 0x19, 0, 0x64, 0, 0x58, 0xd9, 0xae, 0xab]);
/** Drawn once: what it says does not depend on luck. */
const noise = Uint8Array.from({ length: 40 }, (_, index) => (index * index * 37 + 11) % 251);
const everyMs = 1000;

let directory: string;
let running: Running[] = [];
let terminals: PseudoTerminal[] = [];
let speaking: NodeJS.Timeout;
let edge: Running;
let pages: { readonly [page: string]: string };

const openTerminal = async (): Promise<PseudoTerminal> => {
  const opened = await openPseudoTerminal();
  if (!opened.ok) throw new Error(opened.reason);
  return opened.terminal;
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "dcz-lines-"));
  const [http, uplink, local, site, home] = await Promise.all(
    Array.from({ length: 5 }, () => freePort()),
  );
  const environment = {
    DATA_DIR: directory,
    HTTP_PORT: String(http),
    MQTT_PORT: String(uplink),
    CLOUD_MQTT_URL: `mqtt://127.0.0.1:${uplink}`,
    GATEWAY_PORT: String(home),
    GATEWAY_MQTT_PORT: String(local),
    GATEWAY_MQTT_URL: `mqtt://127.0.0.1:${local}`,
    DASHBOARDS_PORT: String(site),
    DASHBOARDS_URL: `http://127.0.0.1:${site}`,
    API_URL: `http://127.0.0.1:${http}`,
    STATION_ID: "workshop",
  };
  running = ["cloud/src/main.ts", "gateway/src/main.ts", "dashboards/server.ts"].map((main) =>
    startProcess(main, environment),
  );
  await Promise.all(running.map(({ ready }) => ready));
  terminals = await Promise.all([openTerminal(), openTerminal(), openTerminal()]);
  const [foreign, random] = terminals;
  edge = startProcess("edge/src/main.ts", {
    ...environment,
    SENSORS: terminals.map(({ path }) => `pmsx003@${path}`).join(","),
  });
  running.push(edge);
  await edge.ready;
  speaking = setInterval(() => {
    foreign?.write(sds011);
    random?.write(noise);
  }, everyMs);
  pages = {
    gateway: `http://127.0.0.1:${home}/?lang=en`,
    station: `http://127.0.0.1:${http}/stations/workshop?lang=en`,
  };
}, 120_000);

afterAll(async () => {
  clearInterval(speaking);
  await Promise.all(running.map(({ end }) => end("SIGKILL")));
  for (const terminal of terminals) terminal.unplug();
  await removeFolder(directory);
});

/** A page's text without tags. */
const textOf = async (page: string): Promise<string> =>
  (await (await fetch(page)).text())
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll(/&#(x?)([0-9a-f]+);/g, (_, hex, code) =>
      String.fromCodePoint(Number.parseInt(code, hex === "" ? 10 : 16)),
    )
    .replaceAll(/\s+/g, " ");

test("frames of another sensor, noise and silence are reported in the terminal and on both pages", async () => {
  const [foreign, random, silent] = terminals.map(({ path }) => path);
  const line = (port = "", more: Partial<Line>): string =>
    describeLine({ port, model: "pmsx003", state: "unreadable", bytes: 0, ...more }, "en") ?? "";
  const sentences = [
    line(foreign, { likely: ["sds011"], advice: "other_sensor" }),
    line(random, { advice: "noise" }),
    line(silent, { state: "silent", advice: "check_wires" }),
  ];
  const seen: Record<string, string> = {};
  const missing = async (): Promise<string[]> => {
    for (const [name, page] of Object.entries(pages)) seen[name] = await textOf(page);
    seen.terminal = edge.output().replaceAll('\\"', '"');
    return Object.entries(seen).flatMap(([name, text]) =>
      sentences.filter((sentence) => !text.includes(sentence)).map((one) => `${name}: ${one}`),
    );
  };
  await expect.poll(missing, { timeout: 30_000, interval: 1000 }).toEqual([]);
  // Who found the gateway needs no address of it.
  expect(seen.gateway).not.toContain("Set the gateway’s address");
}, 60_000);
