import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { readCapture } from "../../edge/src/capture.ts";
import { openPseudoTerminal } from "../../edge/src/ports/pseudo-terminal.ts";
import { startProcess } from "../../tests/processes.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { kitsCommand } from "./command.ts";

const captures = new URL("../../hardware/captures/", import.meta.url);
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-kits-"));
});
afterEach(() => rm(folder, { recursive: true }));

const kits = async (words: readonly string[], environment: Record<string, string> = {}) => {
  const captured = captureTerminal(environment);
  await kitsCommand(captured.terminal).parseAsync(words, { from: "user" });
  return captured.outcome();
};

test("the kits are listed as a table and as JSON", async () => {
  const table = await kits([]);
  expect(table.code).toBe(0);
  expect(table.stdout.split("\n")[0]).toMatch(/^kit +name +parts +indicative price$/);
  expect(table.stdout).toMatch(/street-station +Street station +\d+ +€\d+\.\d\d\n/);
  const list = JSON.parse((await kits(["--json"])).stdout) as { id: string }[];
  expect(list.map(({ id }) => id)).toEqual([
    "country-station",
    "indoor-station",
    "pollen-range-station",
    "street-station",
  ]);
});

test("a kit is shown in the person's language", async () => {
  const shown = await kits(["show", "indoor-station"], { LANG: "fr_FR.UTF-8" });
  expect(shown.stdout).toContain("Station d'intérieur");
  expect(shown.stdout).toContain("0 h 15  2. Reconnaître les pièces");
  const data = JSON.parse((await kits(["show", "indoor-station", "--json"])).stdout);
  expect(data).toMatchObject({ id: "indoor-station", netlist: { kit: "indoor-station" } });
});

test("the wiring of every kit is checked", async () => {
  const checked = await kits(["check"]);
  expect(checked).toMatchObject({ code: 0, stderr: "" });
  expect(checked.stdout.match(/no fault/g)).toHaveLength(4);
});

test("a purchase list adds up, as a table, as CSV and as JSON", async () => {
  const order = ["buy", "street-station=10", "country-station=5"];
  const table = await kits([...order, "--heads", "10"]);
  expect(table.stdout).toContain("For 10 people: €");
  expect(table.stdout).toContain("Indicative prices of 2025-06-30");
  const own = await kits(["buy", "street-station=1"], { LANG: "fr_FR.UTF-8" });
  expect(own.stdout).toMatch(/Barrette mâle.* 0,5 /);
  expect(own.stdout).toContain("Pour une personne : ");
  const csv = (await kits([...order, "--csv"])).stdout.trimEnd().split("\r\n");
  const list = JSON.parse((await kits([...order, "--json"])).stdout);
  expect(csv).toHaveLength(1 + list.lines.length);
  const costs = list.lines.map(({ costEur }: { costEur: number }) => Math.round(costEur * 100));
  expect(costs.reduce((sum: number, cost: number) => sum + cost, 0)).toBe(
    Math.round(list.totalEur * 100),
  );
  expect(list.heads).toBe(15);
});

test.each([
  [["show"], "Which kit?"],
  [["show", "boat"], 'Unknown kit "boat". There are: country-station, '],
  [["buy"], "What is to be bought?"],
  [["buy", "street-station"], '"street-station" is no order'],
  [["buy", "street-station=0"], "whole number from 1 to 10000"],
  [["buy", "street-station=1", "street-station=2"], "is ordered twice"],
  [["buy", "street-station=1", "--heads", "none"], "--heads must be"],
  [["print", "street-station"], "Say so with --out"],
  [["print", "street-station", "--lang", "de", "--out", "x"], "--lang must be fr or en"],
  [["enclosure", "street-station", "--out", "x", "--set", "wall"], "is no measure"],
  [["enclosure", "street-station", "--out", "x", "--set", "wall=9"], "Box, wall:"],
  [["enclosure", "street-station", "--out", "x", "--set", "inner.length=90"], "over the edge"],
])("%j is refused in a sentence", async (words, sentence) => {
  const refused = await kits(words);
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toContain(sentence);
});

test("the guide and the drawing are written in the language asked for", async () => {
  const guide = join(folder, "new", "guide.html");
  await kits(["print", "street-station", "--lang", "fr", "--out", guide]);
  expect(await readFile(guide, "utf8")).toContain("<h1>Station de rue</h1>");
  const drawing = join(folder, "wiring.svg");
  await kits(["draw", "street-station", "--lang", "en", "--out", drawing]);
  expect(await readFile(drawing, "utf8")).toContain("Wiring : Street station");
});

interface Line {
  readonly id: string;
  readonly by: string;
  readonly sensor?: string;
  readonly status: string;
  readonly for?: string;
  readonly value?: number;
  readonly remedy?: string;
}

test("the acceptance test of every kit is taken with recordings: what is read passes, hands stay hands, and what nothing reads yet waits", async () => {
  const { stdout, code } = await kits(["accept", "--emulated", "--json"]);
  expect(code).toBe(0);
  const all = JSON.parse(stdout) as { kit: string; emulated: boolean; lines: Line[] }[];
  expect(all.map(({ kit }) => kit)).toHaveLength(4);
  const lines = all.flatMap(({ lines }) => lines);
  for (const line of lines)
    if (line.by === "hand") expect(line.status).toBe("by_hand");
    else expect(["passed", "waiting"]).toContain(line.status);
  expect(lines.filter(({ status }) => status === "passed").map(({ id }) => id)).toEqual([
    "sds011-pm2-5",
    "bme280-temperature",
    "bme280-humidity",
    "bme280-pressure",
    "doctor-pmsx003",
    "doctor-scd4x",
    "doctor-ics43434",
    "scd4x-co2",
    "scd4x-temperature",
    "scd4x-humidity",
    "pmsx003-pm2-5",
    "ics43434-laeq",
    "doctor-opc-n3",
    "doctor-bme280",
    "opc-n3-pm2-5",
    "opc-n3-pollen-range",
    "bme280-temperature",
    "bme280-humidity",
    "bme280-pressure",
    "doctor-sps30",
    "doctor-bme280",
    "doctor-ics43434",
    "sps30-pm2-5",
    "bme280-temperature",
    "bme280-humidity",
    "bme280-pressure",
    "ics43434-laeq",
  ]);
  const country = all.find(({ kit }) => kit === "country-station");
  const readings = country?.lines.filter(({ by }) => by === "reading") ?? [];
  // Recordings, through our LoRa codec, a network server's document and the gateway's bridge.
  expect(readings.map(({ id, status }) => `${id} ${status}`)).toEqual([
    "sds011-pm2-5 passed",
    "bme280-temperature passed",
    "bme280-humidity passed",
    "bme280-pressure passed",
  ]);
});

test("at a bench a sensor that is mute fails with its remedy, and one that is not named says how", async () => {
  const opened = await openPseudoTerminal();
  if (!opened.ok) throw new Error(opened.reason);
  const { terminal } = opened;
  onTestFinished(terminal.unplug);
  const [frame] = (await readCapture(captures, "sps30"))?.frames ?? [];
  const speaking = setInterval(() => terminal.write(frame?.bytes ?? new Uint8Array()), 50);
  onTestFinished(() => clearInterval(speaking));
  const settings = { SENSORS: `SPS30@${terminal.path}` };
  const { stdout, code } = await kits(["accept", "street-station", "--json"], settings);
  const street = JSON.parse(stdout) as { kit: string; emulated: boolean; lines: Line[] };
  expect(street).toMatchObject({ kit: "street-station", emulated: false });
  expect(street.lines.find(({ id }) => id === "sps30-pm2-5")).toMatchObject({ status: "passed" });
  expect(street.lines.find(({ id }) => id === "doctor-bme280")).toMatchObject({
    status: "failed",
    seen: "SENSORS does not say where bme280 is: for example SENSORS=bme280@/dev/i2c-1.",
    remedy: expect.stringContaining("Check its wires"),
  });
  expect(code).toBe(1);

  const indoor = await kits(["accept", "indoor-station"]);
  expect(indoor.code).toBe(1);
  expect(indoor.stdout).toContain("5 min at most, 30 s when it says nothing");
  expect(indoor.stdout).toContain("SENSORS does not say where pmsx003 is");
  expect(indoor.stdout).toContain("Check its wires against the table");
  expect(indoor.stdout).toMatch(/Passed: 0\. Failed: 8\. By hand: 5\. Waiting: 0\./);
});

test("which kit is at the bench must be said", async () => {
  const { stderr, code } = await kits(["accept"]);
  expect(code).toBe(2);
  expect(stderr).toContain("Which kit? There are: country-station");
});

test("the printed guide says what one and five stations cost, and no line of its test waits", async () => {
  const file = join(folder, "guide.html");
  await kits(["print", "pollen-range-station", "--lang", "en", "--out", file]);
  const page = await readFile(file, "utf8");
  expect(page).toMatch(/To buy for one station, in whole packs: €\d+\.\d\d\./);
  expect(page).toMatch(/For 5 stations bought together: €[\d,]+\.\d\d, that is €\d+\.\d\d each\./);
  expect(page).not.toContain("The program does not read I²C yet");
  expect(page).not.toContain("The program does not read I²S yet");
  expect(page).not.toContain("The program does not read SPI yet");
});

test("at a bench, what comes by radio is seen on the gateway's page; without a gateway the line says so", async () => {
  const data = await mkdtemp(join(tmpdir(), "dcz-kits-gateway-"));
  const gateway = startProcess("gateway/src/main.ts", {
    ...{ DATA_DIR: data, GATEWAY_PORT: "0", GATEWAY_MQTT_PORT: "0" },
    CLOUD_MQTT_URL: "mqtt://127.0.0.1:9",
  });
  onTestFinished(async () => {
    await gateway.end("SIGTERM");
    await rm(data, { recursive: true });
  });
  const { http = "", mqtt = "" } = await gateway.ready;
  const client = await connectAsync(mqtt, { reconnectPeriod: 0 });
  onTestFinished(() => void client.end(true));
  let seq = 0;
  // A frame a second of the country station, as the bridge puts it on the page.
  const values = { pm2_5: 5.3, temperature: 19.5, humidity: 40, pressure: 1013.2 };
  const sending = setInterval(() => {
    const readings = [{ at: Date.now(), sensor: "lora-node", values }];
    const batch = { boot: "k3v9x0qz", seq: seq++, clock: "ntp", readings };
    client.publish("dcz/1/lora-70b3d57ed0000a01/readings", JSON.stringify(batch), { qos: 1 });
  }, 1000);
  onTestFinished(() => clearInterval(sending));
  const { port } = new URL(http);
  const heard = await kits(["accept", "country-station", "--json"], { GATEWAY_PORT: port });
  const radio = (stdout: string) =>
    (JSON.parse(stdout) as { lines: Line[] }).lines.filter(({ by }) => by === "reading");
  expect(radio(heard.stdout).map(({ status }) => status)).toEqual(Array(4).fill("passed"));
  const mute = await kits(["accept", "country-station", "--json"], { GATEWAY_PORT: "9" });
  expect(mute.code).toBe(1);
  expect(radio(mute.stdout)[0]).toMatchObject({
    status: "failed",
    seen: expect.stringContaining("http://127.0.0.1:9/"),
  });
});
