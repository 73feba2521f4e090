import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../../../cloud/src/cloud.fixture.ts";
import { type FreshDatabase, freshDatabase } from "../../../cloud/src/records/records.fixture.ts";
import { startProcess } from "../../../tests/processes.ts";
import { EVERY_MS } from "./demonstration.ts";
import { readProgress, writeProgress } from "./progress.ts";

const HOURS = 3;
const HOUR = 3_600_000;
const patient = { timeout: 45_000, interval: 100 };

let database: FreshDatabase;
let cloud: CloudUnderTest;
let folder: string;
let progressPath: string;
/** All before was sent at an earlier start: a week takes longer than a test should. */
let from: number;

/** The process that `npm start` starts beside the cloud. */
const startDemonstration = () =>
  startProcess("start/demonstration.ts", {
    DATA_DIR: folder,
    MQTT_PORT: new URL(cloud.cloud().mqtt).port,
  });

beforeAll(async () => {
  database = await freshDatabase();
  cloud = await openCloudUnderTest(Date.now, { databaseUrl: database.url, demonstration: "on" });
  folder = await mkdtemp(join(tmpdir(), "dcz-demonstration-"));
  progressPath = join(folder, "demonstration", "progress.json");
  from = Math.floor(Date.now() / EVERY_MS) * EVERY_MS - HOURS * HOUR;
  writeProgress(progressPath, { until: from, missing: [] });
});
afterAll(async () => {
  await cloud.remove();
  await database.remove();
  await rm(folder, { recursive: true });
});

interface Listed {
  readonly stations: readonly {
    readonly id: string;
    readonly origins: readonly string[];
    readonly place?: { readonly territory?: string };
  }[];
}

const listed = async (query = ""): Promise<Listed["stations"]> =>
  ((await cloud.get(`/api/v1/stations?limit=100${query}`)).body as Listed).stations;

interface Airs {
  readonly stations: readonly { station: string; origin: string; place: { commune?: object } }[];
}
const airs = async (query = ""): Promise<Airs["stations"]> =>
  ((await cloud.get(`/api/v1/air/stations?limit=100${query}`)).body as Airs).stations;

interface Territories {
  readonly origin: string;
  readonly stations: number;
  readonly judged: number;
}
/** What the home page tells of all stations. */
const glance = async () => (await cloud.get("/api/v1/air/territories")).body as Territories;

/** Publishes readings of one station. */
const publish = async (station: string, at: readonly number[], flags: readonly string[]) => {
  const client = await cloud.connect(`edge-${station}`);
  const readings = at.map((instant) => ({
    ...{ at: instant, sensor: "sds011", values: { pm2_5: 9 }, flags },
  }));
  const batch = { boot: "abcdefgh", seq: 0, clock: "ntp", readings };
  await client.publishAsync(`dcz/1/${station}/readings`, JSON.stringify(batch), { qos: 1 });
};

const health = async () => (await cloud.get("/api/v1/health")).body;

test("before the demonstration there is the workshop's station, which replays", async () => {
  const hour = Math.floor(Date.now() / HOUR) * HOUR;
  const halves = Array.from({ length: 24 }, (_, index) => hour - (23.5 - index) * HOUR);
  await publish("workshop", halves, ["replayed"]);
  await expect.poll(glance, patient).toMatchObject({ origin: "replayed", stations: 1 });
});

test("a dozen stations have measured in towns and villages, though the process was killed while it drew", async () => {
  const first = startDemonstration();
  await expect.poll(async () => (await listed()).length, patient).toBeGreaterThan(1);
  await first.end("SIGKILL");
  expect(readProgress(progressPath)?.missing).not.toEqual([]);

  const second = startDemonstration();
  await expect.poll(() => readProgress(progressPath)?.missing, patient).toEqual([]);
  await expect
    .poll(async () => (await listed()).filter(({ place }) => place?.territory).length, patient)
    .toBe(12);
  expect(await second.end("SIGTERM")).toBe(0);

  // Each value once, and none missing, whatever was sent twice.
  const { body } = await cloud.get(
    `/api/v1/series.csv?station=demo-place-du-marche&quantity=pm2_5&from=${new Date(from).toISOString()}`,
  );
  const [header = "", ...rows] = String(body).trim().split("\n");
  const column = (name: string) => {
    const index = header.split(",").indexOf(name);
    return rows.map((row) => row.split(",")[index]);
  };
  const expected = (HOURS * HOUR) / EVERY_MS;
  expect(rows.length).toBeGreaterThanOrEqual(expected);
  expect(rows.length).toBeLessThan(expected + 5);
  expect(new Set(column("at")).size).toBe(rows.length);
  expect(new Set(column("origin"))).toEqual(new Set(["simulated"]));
  expect(await health()).toMatchObject({ demonstration: "shown", stations: 13, quarantined: 0 });
  // The home page tells of the whole territory, though another station was there first.
  expect(await glance()).toMatchObject({ origin: "simulated", stations: 12 });

  const told = (await airs()).filter(({ station }) => station !== "workshop");
  expect(told).toHaveLength(12);
  expect(told.every(({ origin }) => origin === "simulated")).toBe(true);
  expect(told.every(({ place }) => place.commune !== undefined)).toBe(true);
});

test("once a real station has measured, lists leave the demonstration out; who asks for it finds it", async () => {
  await publish("rue-haute", [Date.now() - 1000], []);
  await expect
    .poll(async () => (await listed()).map(({ id }) => id), patient)
    .toEqual(["rue-haute", "workshop"]);
  expect((await airs()).map(({ station }) => station)).toEqual(["rue-haute", "workshop"]);
  expect(await glance()).toMatchObject({ origin: "measured", stations: 1 });
  expect(await health()).toMatchObject({ demonstration: "over", stations: 2 });

  expect(await listed("&origin=simulated")).toHaveLength(12);
  expect((await airs("&ids=demo-vieux-port"))[0]?.origin).toBe("simulated");
  expect((await cloud.get("/api/v1/stations/demo-vieux-port")).status).toBe(200);
});
