import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { machineDefaults } from "../cloud/src/duckdb/machine.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import {
  DAY,
  HOUR,
  MINUTE,
  pointsOf,
  SERIES_QUANTITIES,
  type SeriesFigures,
  type SeriesSize,
  stationName,
  T0,
  timeQuestions,
} from "./series-data.ts";

/** What `seriesBench` asks for: a store that has its points. */
export interface StorePlan extends SeriesSize {
  readonly folder: string;
}

export type StoreFigures = Omit<SeriesFigures, "loadPointsPerSecond" | "importMb">;

const plan = JSON.parse(process.argv[2] ?? "") as StorePlan;
const { folder, stations: count, days } = plan;
const points = pointsOf(plan);
const end = T0 + days * DAY;
const now = () => end + 10 * MINUTE;

const open = async () => {
  const database = await openDatabase(join(folder, "series.duckdb"), machineDefaults());
  const commits = commitsInto(database, { folds: true });
  const series = await openDuckdbSeries(database, commits, { now });
  return {
    series,
    async close() {
      await series.close();
      await database.close();
    },
  };
};

/** By what the files begin with: those of sealed days, the sums, and the rest. */
const bytesOnDisk = async () => {
  const bytes = { sealed: 0, sums: 0, rest: 0 };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { size } = await stat(join(entry.parentPath, entry.name));
    if (entry.parentPath.endsWith(".sealed")) bytes.sealed += size;
    else if (entry.name.includes(".days")) bytes.sums += size;
    else bytes.rest += size;
  }
  return bytes;
};

const summing = await open();
const began = performance.now();
await summing.series.sumUp();
const sumUpSeconds = (performance.now() - began) / 1000;
await summing.close();
const bytes = await bytesOnDisk();
const { series, close } = await open();
// The hours of the last day are kept in memory.
await series.sumUp();
const stations = Array.from({ length: count }, (_, station) => stationName(station));
const one = (repeat: number, quantity = repeat % SERIES_QUANTITIES.length) => ({
  stations: [stationName((repeat * 7919) % count)],
  quantities: [SERIES_QUANTITIES[quantity] ?? "pm2_5"],
  from: T0,
  until: end,
});
const all = (from: number) => ({ stations, quantities: ["pm2_5"] as const, from, until: end });

const expect = (what: string, found: number | undefined, wanted: number): void => {
  if (found !== wanted) throw new Error(`${what}: ${found} instead of ${wanted}`);
};
const firstLength = (found: readonly { readonly points: readonly unknown[] }[]) =>
  found[0]?.points.length;

const ms = await timeQuestions({
  async latest() {
    const found = await series.latest(stations);
    expect("latest", found.get("station-0")?.length, SERIES_QUANTITIES.length);
  },
  async hourly(repeat) {
    const found = await series.aggregate({ ...one(repeat), buckets: { every: HOUR } });
    expect("hourly", firstLength(found), 24 * days);
  },
  async raw(repeat) {
    expect("raw", firstLength(await series.read(one(repeat))), 1440 * days);
  },
  async map() {
    const buckets = { edges: [end - DAY, end] };
    const found = await series.aggregate({ ...all(end - DAY), buckets });
    expect("map", found.length, count);
    expect("map", found[0]?.points[0]?.sums.count, 1440);
  },
  async territory() {
    const found = await series.aggregateTogether({ ...all(T0), buckets: { every: HOUR } });
    expect("territory", firstLength(found), 24 * days);
    expect("territory", found[0]?.points[0]?.sums.count, 60 * count);
  },
});
const figures: StoreFigures = {
  bytesPerPoint: (bytes.sealed + bytes.sums + bytes.rest) / points,
  bytesOfParts: {
    sealed: bytes.sealed / points,
    sums: bytes.sums / points,
    rest: bytes.rest / points,
  },
  sumUpSeconds,
  memoryMb: process.resourceUsage().maxRSS / 1024,
  ms,
};
await close();
process.stdout.write(JSON.stringify(figures));
