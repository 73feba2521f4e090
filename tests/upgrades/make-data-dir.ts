import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Batch, Reading } from "@datacityzen/hardware/wire/batch";
import mqtt from "mqtt";
import { removeFolder } from "../folders.ts";
import { freePort, startProcess } from "../processes.ts";

/**
 * Makes a fixture of a DATA_DIR with the program as it is now:
 * `node tests/upgrades/make-data-dir.ts tests/upgrades/data-dir-N`.
 * The real cloud and gateway take messages, are stopped, started again, and killed with SIGKILL.
 */
const target = process.argv[2];
if (target === undefined) {
  process.stderr.write("node tests/upgrades/make-data-dir.ts FOLDER: name the folder to make.\n");
  process.exit(2);
}

const directory = await mkdtemp(join(tmpdir(), "dcz-upgrade-"));
const [http, cloudMqtt, page, gatewayMqtt] = await Promise.all([
  freePort(),
  freePort(),
  freePort(),
  freePort(),
]);
const environment = {
  DATA_DIR: directory,
  HTTP_PORT: String(http),
  MQTT_PORT: String(cloudMqtt),
  GATEWAY_PORT: String(page),
  GATEWAY_MQTT_PORT: String(gatewayMqtt),
  CLOUD_MQTT_URL: `mqtt://127.0.0.1:${cloudMqtt}`,
};
const start = async (name: "cloud" | "gateway") => {
  const started = startProcess(`${name}/src/main.ts`, environment);
  await started.ready;
  return started;
};

/** `waits`: kept by the gateway, and not yet sent to the cloud. */
const readings: (Reading & { readonly station: string; readonly waits?: true })[] = [];
let quarantined = 0;
const stations = new Set<string>();
const toCloud = cloudMqtt;
const toGateway = gatewayMqtt;

const publish = async (port: number, station: string, topic: string, payload: string) => {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: station,
    username: station,
    reconnectPeriod: 0,
  });
  await client.publishAsync(topic, payload, { qos: 1 });
  await client.endAsync();
};

let seq = 0;
const sendBatch = async (
  port: number,
  station: string,
  kept: readonly Reading[],
  { repeat = false, waits = false }: { repeat?: boolean; waits?: boolean } = {},
): Promise<void> => {
  const batch: Batch = { boot: "upgrade1", seq: seq++, clock: "ntp", readings: [...kept] };
  await publish(port, station, `dcz/1/${station}/readings`, JSON.stringify(batch));
  stations.add(station);
  if (!repeat)
    readings.push(...kept.map((reading) => ({ station, ...reading, ...(waits ? { waits } : {}) })));
};
const sendWrong = async (station: string, topic: string, payload: string) => {
  await publish(toCloud, station, topic, payload);
  quarantined += 1;
};

const T0 = Date.UTC(2026, 0, 12, 6);
const dust = (minute: number): Reading => ({
  at: T0 + minute * 60_000,
  sensor: "sds011-58d9",
  values: { pm2_5: 5 + (minute % 17) / 10, pm10: 9 + (minute % 23) / 10 },
});
const weather = (minute: number): Reading => ({
  at: T0 + minute * 60_000,
  sensor: "bme280",
  values: { temperature: -3 + minute / 100, humidity: 80 + (minute % 20), pressure: 1013.25 },
});
const noise = (minute: number): Reading => ({
  at: T0 + minute * 60_000 + 125,
  sensor: "dnms",
  values: { laeq: 50 + (minute % 30) },
});
const vane = (minute: number): Reading => ({
  at: T0 + minute * 60_000,
  sensor: "vane",
  values: { wind_direction: (350 + minute * 7) % 360, wind_speed: 1.5 },
});
const minutes = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, index) => from + index);

let cloud = await start("cloud");
const gateway = await start("gateway");

const hello = {
  kit: "street-station",
  sensors: [
    { id: "sds011-58d9", model: "sds011", serial: "58d9", every: 60_000 },
    { id: "bme280", model: "bme280", every: 60_000 },
  ],
  software: { edge: "0.1.0" },
};
const status = (state: string) => ({
  state,
  at: T0,
  health: { uptime: 86_400, waiting: 3, dropped: 1, rejected: { "sds011-58d9": { checksum: 2 } } },
});
for (const [port, station] of [
  [toGateway, "upgrade-home"],
  [toCloud, "upgrade-street"],
] as const) {
  await publish(port, station, `dcz/1/${station}/hello`, JSON.stringify(hello));
  await publish(port, station, `dcz/1/${station}/status`, JSON.stringify(status("online")));
  stations.add(station);
}
await publish(toCloud, "upgrade-quiet", "dcz/1/upgrade-quiet/hello", JSON.stringify(hello));
stations.add("upgrade-quiet");

// Live, newest first in the backlog, repeats.
await sendBatch(toCloud, "upgrade-street", minutes(600, 660).map(dust));
await sendBatch(toCloud, "upgrade-street", minutes(600, 630).map(dust), { repeat: true });
await sendBatch(toCloud, "upgrade-street", minutes(300, 600).map(dust));
await sendBatch(toCloud, "upgrade-street", minutes(0, 300).flatMap(weather));
await sendBatch(toCloud, "upgrade-street", minutes(0, 120).map(noise));
await sendBatch(toCloud, "upgrade-street", [
  { ...vane(0), flags: ["warming_up"] },
  { ...vane(1), flags: ["out_of_range", "humid"] },
  vane(2),
]);
await sendBatch(
  toCloud,
  "upgrade-replay",
  minutes(0, 60).map((minute): Reading => ({ ...dust(minute), flags: ["replayed"] })),
);
await sendBatch(toCloud, "upgrade-odd", [
  { at: T0, sensor: "constructor", values: { pm2_5: 1e308, laeq: -0, temperature: 5e-324 } },
  { at: Date.UTC(2020, 1, 29), sensor: "valueof", values: { co2: 4000 } },
]);
await sendBatch(toGateway, "upgrade-home", minutes(0, 200).map(dust));
await sendBatch(toGateway, "upgrade-home", minutes(0, 200).map(weather));

await sendWrong("upgrade-street", "dcz/1/upgrade-street/readings", "{ no json");
await sendWrong(
  "upgrade-street",
  "dcz/1/upgrade-street/readings",
  JSON.stringify({
    boot: "upgrade1",
    seq: 0,
    clock: "ntp",
    readings: [{ ...dust(0), at: Date.UTC(2101, 0, 1) }],
  }),
);
await sendWrong("upgrade-street", "dcz/1/upgrade-street/status", `{"a":"${"x".repeat(9000)}"}`);

const health = async (): Promise<number> => {
  const answer = await fetch(`http://127.0.0.1:${page}/api/health`);
  return ((await answer.json()) as { waiting: { messages: number } }).waiting.messages;
};
while ((await health()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));

// A clean stop folds the log; what comes after the next start stays in the log of a killed process.
await cloud.end("SIGTERM");
cloud = await start("cloud");
await sendBatch(toCloud, "upgrade-street", minutes(660, 700).map(dust));
await sendBatch(toCloud, "upgrade-killed", minutes(0, 90).map(noise));
await sendBatch(toCloud, "upgrade-killed", minutes(0, 10).map(dust));
await sendWrong("upgrade-killed", "dcz/1/upgrade-killed/readings", '{"boot":1}');
await publish(
  toCloud,
  "upgrade-killed",
  "dcz/1/upgrade-killed/status",
  JSON.stringify(status("sleeping")),
);
await cloud.end("SIGKILL");

// The gateway keeps these: nobody takes them over.
await sendBatch(toGateway, "upgrade-home", minutes(200, 260).map(dust), { waits: true });
await sendBatch(toGateway, "upgrade-cellar", minutes(0, 30).map(weather), { waits: true });
await gateway.end("SIGKILL");

await removeFolder(target);
let bytes = 0;
for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  const folder = join(target, path.slice(directory.length + 1, -basename(path).length));
  await mkdir(folder, { recursive: true });
  const compressed = gzipSync(await readFile(path), { level: 9 });
  bytes += compressed.length;
  await writeFile(join(folder, `${entry.name}.gz`), compressed);
}
const acknowledged = { stations: [...stations].sort(), readings, quarantined };
await writeFile(
  join(target, "acknowledged.json.gz"),
  gzipSync(JSON.stringify(acknowledged), { level: 9 }),
);
await removeFolder(directory);
process.stdout.write(
  `${readings.length} readings, ${quarantined} quarantined, ${stations.size} stations, ${bytes} bytes\n`,
);
