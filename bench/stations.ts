import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { removeFolder } from "../tests/folders.ts";
import { startProcess } from "../tests/processes.ts";

const STATIONS = 20_000;
const ROUNDS = 300;
const AT = Date.UTC(2026, 0, 1);

const values = { pm1: 3, pm2_5: 5.1, pm10: 8.2, temperature: 12.3, humidity: 55.5, pressure: 1013 };

const nameOf = (index: number): string => `bench-${String(index).padStart(5, "0")}`;

const publishAll = async (url: string): Promise<void> => {
  const client = await mqtt.connectAsync(url, { clientId: "bench" });
  const publish = (station: string, kind: string, document: object) =>
    client.publishAsync(`dcz/1/${station}/${kind}`, JSON.stringify(document), { qos: 1 });
  for (let first = 0; first < STATIONS; first += 500)
    await Promise.all(
      Array.from({ length: 500 }, async (_, offset) => {
        const station = nameOf(first + offset);
        const readings = [{ at: AT, sensor: "bench", values }];
        await publish(station, "readings", { boot: "benchbench", seq: 1, clock: "ntp", readings });
        await publish(station, "status", {
          state: offset % 3 === 0 ? "offline" : "online",
          at: AT,
        });
      }),
    );
  await client.endAsync();
};

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;

/** Pages of 100 of 20 000 stations, asked for one after the other. */
export const stationsBench = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-bench-"));
  const cloud = startProcess("cloud/src/main.ts", {
    DATA_DIR: folder,
    HTTP_PORT: "0",
    MQTT_PORT: "0",
    LOG_LEVEL: "info",
  });
  try {
    const { http = "", mqtt: broker = "" } = await cloud.ready;
    await publishAll(broker);
    process.stdout.write("| page of 100 | p50 ms | p95 ms | max ms |\n|---|---|---|---|\n");
    for (const [what, query] of [
      ["any", (round: number) => `cursor=${nameOf((round * 67) % STATIONS)}`],
      ["search", (round: number) => `search=${round % 100}`],
      ["state", () => "state=offline"],
      ["origin", () => "origin=measured&state=online"],
    ] as const) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const started = performance.now();
        const answer = await fetch(`${http}/api/v1/stations?limit=100&${query(round)}`);
        await answer.text();
        if (!answer.ok) throw new Error(`${answer.status}`);
        // The first questions warm the process up.
        if (round >= 20) times.push(performance.now() - started);
      }
      times.sort((a, b) => a - b);
      const [p50, p95, max] = [0.5, 0.95, 1].map((part) => quantile(times, part).toFixed(1));
      process.stdout.write(`| ${what} | ${p50} | ${p95} | ${max} |\n`);
    }
  } finally {
    await cloud.end("SIGTERM");
    await removeFolder(folder);
  }
};
