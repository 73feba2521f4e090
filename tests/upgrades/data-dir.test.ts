import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { removeFolder } from "../folders.ts";
import { freePort, type Running, startProcess } from "../processes.ts";

interface Acknowledged {
  readonly readings: readonly {
    readonly station: string;
    readonly at: number;
    readonly sensor: string;
    readonly values: { readonly [quantity: string]: number };
    readonly flags?: readonly string[];
  }[];
  readonly quarantined: number;
  readonly stations: readonly string[];
}

const DAY_MS = 86_400_000;

const unpack = async (source: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-upgrade-"));
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const target = join(folder, path.slice(source.length).replace(/\.gz$/, ""));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, gunzipSync(await readFile(path)));
  }
  return folder;
};

const started: Running[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const running of started.splice(0).reverse()) await running.end("SIGTERM");
  for (const folder of folders.splice(0)) await removeFolder(folder);
});

const versions = (await readdir(import.meta.dirname)).filter((name) =>
  name.startsWith("data-dir-"),
);

test.each(versions)(
  "every acknowledged reading of %s is found by the present code",
  async (name) => {
    const folder = await unpack(join(import.meta.dirname, name));
    folders.push(folder);
    const acknowledged: Acknowledged = JSON.parse(
      await readFile(join(folder, "acknowledged.json"), "utf8"),
    );
    const mqttPort = String(await freePort());
    const shared = { DATA_DIR: folder, HOST: "127.0.0.1" };
    const cloud = startProcess("cloud/src/main.ts", {
      ...shared,
      HTTP_PORT: "0",
      MQTT_PORT: mqttPort,
      DASHBOARDS_URL: "http://127.0.0.1:9",
    });
    started.push(cloud);
    const { http } = await cloud.ready;
    const token = (await readFile(join(folder, "cloud/admin-token"), "utf8")).trim();
    const get = async (path: string) => {
      const answer = await fetch(`${http}${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return (await answer.json()) as never;
    };

    const gateway = startProcess("gateway/src/main.ts", {
      ...shared,
      GATEWAY_PORT: "0",
      GATEWAY_MQTT_PORT: "0",
      CLOUD_MQTT_URL: `mqtt://127.0.0.1:${mqttPort}`,
    });
    started.push(gateway);
    await gateway.ready;

    /** What the cloud has of one series, as lines that compare. */
    const found = async (station: string, quantity: string, from: number, until: number) => {
      const range = `from=${new Date(from).toISOString()}&until=${new Date(until).toISOString()}`;
      const answer: {
        series: { sensor: string; points: { at: string; value: number; flags: string[] }[] }[];
      } = await get(`/api/v1/series?station=${station}&quantity=${quantity}&${range}`);
      return answer.series.flatMap(({ sensor, points }) =>
        points.map(({ at, value, flags }) => `${sensor} ${Date.parse(at)} ${value} ${flags}`),
      );
    };

    const expected = Map.groupBy(
      acknowledged.readings.flatMap(({ station, at, sensor, values, flags = [] }) =>
        Object.entries(values).map(([quantity, value]) => ({
          series: `${station} ${quantity}`,
          at,
          line: `${sensor} ${at} ${value} ${flags}`,
        })),
      ),
      ({ series }) => series,
    );
    for (const [series, points] of expected) {
      const [station = "", quantity = ""] = series.split(" ");
      const instants = points.map(({ at }) => at);
      const lines = points.map(({ line }) => line).toSorted();
      // What the gateway still held arrives while we ask.
      await expect
        .poll(
          async () =>
            (
              await found(station, quantity, Math.min(...instants), Math.max(...instants) + DAY_MS)
            ).toSorted(),
          { timeout: 20_000 },
        )
        .toEqual(lines);
    }

    const { stations } = (await get("/api/v1/stations")) as { stations: { id: string }[] };
    expect(stations.map(({ id }) => id)).toEqual(
      expect.arrayContaining([...acknowledged.stations]),
    );
    // Readings that were set aside for being ahead of the clock are judged again, and kept by now.
    const { quarantined } = (await get("/api/v1/health")) as { quarantined: number };
    expect(quarantined).toBeGreaterThanOrEqual(acknowledged.quarantined - 1);
    const aside = "/api/v1/quarantine?reason=clock_ahead";
    await expect.poll(async () => ((await get(aside)) as { total: number }).total).toBe(0);
  },
);
