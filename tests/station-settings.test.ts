import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FreshDatabase, freshDatabase } from "../cloud/src/records/records.fixture.ts";
import { countingSensor } from "../edge/src/edge-process.fixture.ts";
import { removeFolder } from "./folders.ts";
import { freePort, type Running, startProcess } from "./processes.ts";

const SENSOR = "sds011-58d9";
let directory: string;
let records: FreshDatabase;
let address: string;
let broker: string;
const running: Running[] = [];

const start = async (program: string, environment: Readonly<Record<string, string>>) => {
  const started = startProcess(`${program}/src/main.ts`, environment);
  running.push(started);
  await started.ready;
};

beforeAll(async () => {
  records = await freshDatabase();
  directory = await mkdtemp(join(tmpdir(), "dcz-settings-"));
  const [http, uplink, local, home] = await Promise.all(
    Array.from({ length: 4 }, () => freePort()),
  );
  address = `http://127.0.0.1:${http}`;
  broker = `mqtt://127.0.0.1:${local}`;
  const environment = {
    ...{ DATA_DIR: directory, DATABASE_URL: records.url, LANG: "en_GB.UTF-8" },
    ...{ HTTP_PORT: String(http), MQTT_PORT: String(uplink) },
    ...{ GATEWAY_PORT: String(home), GATEWAY_MQTT_PORT: String(local) },
    CLOUD_MQTT_URL: `mqtt://127.0.0.1:${uplink}`,
  };
  await start("cloud", environment);
  await start("gateway", environment);
});
afterAll(async () => {
  await Promise.all(running.map((process) => process.end("SIGTERM")));
  await removeFolder(directory);
  await records.remove();
});

/** The settings' door of a station, for whoever runs the machine. */
const ask = async (station: string, put?: object): Promise<Record<string, unknown>> => {
  const token = (await readFile(join(directory, "cloud", "admin-token"), "utf8")).trim();
  const answer = await fetch(`${address}/api/v1/stations/${station}/settings`, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(put === undefined ? {} : { method: "PUT", body: JSON.stringify(put) }),
  });
  return (await answer.json()) as Record<string, unknown>;
};

const startStation = async (station: string) => {
  const sensor = await countingSensor();
  await start("edge", {
    ...{ STATION_ID: station, DATA_DIR: join(directory, station), LANG: "en_GB.UTF-8" },
    ...{ SENSORS: `sds011@${sensor.path}`, SAMPLE_EVERY: "PT1S", GATEWAY_MQTT_URL: broker },
  });
  await expect
    .poll(() => ask(station), { timeout: 60_000, interval: 500 })
    .toMatchObject({ version: 0, sensors: [{ id: SENSOR, model: "sds011" }] });
};

const valuesOf = async (station: string) => {
  const answer = await fetch(`${address}/api/v1/stations/${station}/latest`);
  const { values } = (await answer.json()) as {
    values: readonly { quantity: string; value: number }[];
  };
  return Object.fromEntries(values.map(({ quantity, value }) => [quantity, value]));
};

test("what is set at the cloud goes through the gateway into a box, and what the box says of it comes back", async () => {
  await startStation("jardin");
  const patient = { timeout: 60_000, interval: 500 };
  const sensors = { [SENSOR]: { label: "côté nord", offsets: { pm2_5: 500 } } };
  const settings = { every: 2000, sensors };
  expect(await ask("jardin", { replaces: 0, settings })).toMatchObject({ version: 1, settings });
  await expect
    .poll(() => ask("jardin"), patient)
    .toMatchObject({
      reported: { version: 1, state: "trial" },
      sensors: [{ id: SENSOR, label: "côté nord" }],
    });
  // In force while it is tried: the counter gives some tens of µg/m³.
  await expect.poll(async () => (await valuesOf("jardin")).pm2_5, patient).toBeGreaterThan(500);

  // What only the box can judge: it warms up for longer than that.
  const duty = { on: 5000, every: 600_000 };
  await ask("jardin", { replaces: 1, settings: { sensors: { [SENSOR]: { duty } } } });
  await expect
    .poll(() => ask("jardin"), patient)
    .toMatchObject({
      version: 2,
      reported: { version: 2, state: "refused", detail: expect.stringMatching(/35 s/) },
    });

  // One that follows is taken.
  const told = await ask("jardin", { replaces: 2, settings });
  expect(told).toMatchObject({ version: 3 });
  await expect
    .poll(() => ask("jardin"), patient)
    .toMatchObject({ reported: { version: 3, state: "trial" } });
});
