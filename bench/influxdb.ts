import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { machineDefaults } from "../cloud/src/duckdb/machine.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { openInfluxSeries } from "../cloud/src/series/influxdb/store.ts";
import type { SeriesStore } from "../cloud/src/series/store.ts";
import { type Flavour, flavours } from "../tests/influxdb/servers.ts";
import { processFigures } from "./process-figures.ts";

const STATIONS = 500;
const MESSAGES = 150_000;
const UNDER_WAY = 5000;
const QUANTITIES = ["pm2_5", "pm10", "temperature", "humidity", "pressure", "laeq"] as const;
const VALUES = [8.4, 15.1, 281.35, 71.2, 101_325, 54.3];
const MINUTE = 60_000;
const DAY = 86_400_000;
const T0 = Date.UTC(2026, 0, 1);

interface Candidate {
  readonly name: string;
  readonly store: SeriesStore;
  /** CPU seconds of the server so far. */
  serverCpu(): Promise<number>;
  close(): Promise<void>;
}

const duckdb = async (): Promise<Candidate> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-bench-"));
  const database = await openDatabase(join(folder, "series.duckdb"), machineDefaults());
  const store = await openDuckdbSeries(database, commitsInto(database, { folds: true }));
  return {
    name: "DuckDB, embedded",
    store,
    serverCpu: async () => 0,
    async close() {
      await store.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const influxdb = async (flavour: Flavour): Promise<Candidate> => {
  const server = await flavour.open();
  const store = await openInfluxSeries(await server.address(), { deadlineMs: 600_000 });
  return {
    name: flavour.name,
    store,
    serverCpu: async () => (await processFigures(server.pid() ?? 0)).cpuSeconds,
    async close() {
      await store.close();
      await server.stop();
    },
  };
};

const name = (station: number) => `station-${String(station).padStart(4, "0")}`;

/** Messages of one reading with six values, as stations send them, with a bounded number under way. */
const feed = async (store: SeriesStore): Promise<void> => {
  const under = new Set<Promise<unknown>>();
  for (let message = 0; message < MESSAGES; message++) {
    const [minute, station] = [Math.floor(message / STATIONS), message % STATIONS];
    const at = T0 + minute * MINUTE + station * 100;
    const wave = Math.round(20 * Math.sin((minute + station) / 40)) / 10;
    const values = Object.fromEntries(
      QUANTITIES.map((quantity, kind) => [quantity, (VALUES[kind] as number) + wave]),
    );
    const appended = store.append({
      station: name(station),
      received: at + 500,
      readings: [{ at, sensor: "bench", values }],
    });
    under.add(appended);
    void appended.then(() => under.delete(appended));
    if (under.size >= UNDER_WAY) await Promise.race(under);
  }
  await Promise.all(under);
};

const timed = async (ask: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    const began = performance.now();
    await ask();
    times.push(performance.now() - began);
  }
  return times.toSorted((one, other) => one - other)[2] as number;
};

const measure = async ({ name: called, store, serverCpu, close }: Candidate): Promise<string> => {
  const [began, cpu, server] = [performance.now(), process.cpuUsage(), await serverCpu()];
  await feed(store);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const perMessage = (microseconds: number) => (microseconds / MESSAGES).toFixed(1);
  const ofServer = ((await serverCpu()) - server) * 1e6;
  const all = Array.from({ length: STATIONS }, (_, station) => name(station));
  const range = { from: T0, until: T0 + DAY };
  const one = { stations: [name(7)], quantities: ["pm2_5" as const], ...range };
  const map = { stations: all, quantities: ["pm2_5" as const], ...range };
  const figures = [
    Math.round((MESSAGES * QUANTITIES.length) / seconds).toLocaleString("en"),
    Math.round(MESSAGES / seconds).toLocaleString("en"),
    perMessage(user + system),
    perMessage(ofServer),
    (await timed(() => store.latest(all))).toFixed(1),
    (await timed(() => store.read(one))).toFixed(1),
    (await timed(() => store.aggregate({ ...one, buckets: { every: 3_600_000 } }))).toFixed(1),
    (await timed(() => store.aggregate({ ...map, buckets: { every: DAY } }))).toFixed(0),
  ];
  await close();
  return `| ${called} | ${figures.join(" | ")} |`;
};

/** The adapters of the series' port beside each other, in turns: `npm run bench -- influxdb`. */
export const influxdbBench = async (): Promise<void> => {
  process.stdout.write(
    `| ${MESSAGES} messages of six values | values/s | messages/s | our CPU µs/message | server's | latest of ${STATIONS} × 6, ms | a day of one series, ms | its hours, ms | a day's mean of ${STATIONS} stations, ms |\n|---|---|---|---|---|---|---|---|---|\n`,
  );
  const there = flavours.filter(({ need }) => need.present);
  for (let turn = 0; turn < 3; turn++) {
    process.stdout.write(`${await measure(await duckdb())}\n`);
    for (const flavour of there)
      process.stdout.write(`${await measure(await influxdb(flavour))}\n`);
  }
};
