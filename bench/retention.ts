import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { machineDefaults } from "../cloud/src/duckdb/machine.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { findArchiveFiles } from "../cloud/src/series/archive/archive-files.ts";
import { importArchive } from "../cloud/src/series/archive/import-archive.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { DAY, pointsOf, stationName, T0 } from "./series-data.ts";

const SIZE = { stations: Number(process.env.BENCH_STATIONS ?? 200), days: 3 };
const ALONE_MS = 5000;

const bytesIn = async (folder: string): Promise<number> => {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
};

/** Sums in place of the values of three days, without the pauses of the background, while readings are committed. */
export const retentionBench = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-bench-retention-"));
  try {
    const archive = join(folder, "archive");
    const plan = JSON.stringify({ ...SIZE, folder: archive });
    const script = join(import.meta.dirname, "series-archive.ts");
    await promisify(execFile)(process.execPath, [script, plan]);
    const now = () => T0 + 100 * DAY + performance.now();
    const database = await openDatabase(join(folder, "series.duckdb"), machineDefaults());
    const series = await openDuckdbSeries(database, commitsInto(database), {
      now,
      retention: {
        keep: { values: 30, zone: "Europe/Paris" },
        firstAfterMs: 1e9,
      },
    });
    const { files } = findArchiveFiles([archive]);
    await importArchive(series, files, {
      ...{ folder: join(folder, "import"), now, onProgress: () => undefined },
      signal: new AbortController().signal,
    });
    const before = await bytesIn(`${database.path}.sealed`);
    const waits: number[][] = [[], []];
    let phase = 0;
    let isEnding = false;
    const send = async (): Promise<void> => {
      for (let count = 0; !isEnding; count++) {
        const began = performance.now();
        const readings = [{ at: Math.floor(now()) + count, sensor: "live", values: { pm2_5: 1 } }];
        await series.append({
          station: stationName(count % SIZE.stations),
          received: now(),
          readings,
        });
        waits[phase]?.push(performance.now() - began);
        await wait(5);
      }
    };
    const sending = send();
    await wait(ALONE_MS);
    phase = 1;
    const began = { at: performance.now(), cpu: process.cpuUsage() };
    await series.enforceRetention();
    const seconds = (performance.now() - began.at) / 1000;
    const { user, system } = process.cpuUsage(began.cpu);
    isEnding = true;
    await sending;
    const after = await bytesIn(`${database.path}.sealed`);
    await series.close();
    await database.close();
    const points = pointsOf(SIZE);
    const at = (some: readonly number[] = [], share: number): string => {
      const sorted = some.toSorted((one, other) => one - other);
      return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(
        1,
      );
    };
    process.stdout.write(`${SIZE.stations} stations, ${points} points of ${SIZE.days} days

| bytes a point before | after | CPU µs a point, with what is sent beside | s | commit ms p50 / p99 alone | while values are dropped |
|---|---|---|---|---|---|
| ${(before / points).toFixed(3)} | ${(after / points).toFixed(3)} | ${((user + system) / points).toFixed(2)} | ${seconds.toFixed(1)} | ${at(waits[0], 0.5)} / ${at(waits[0], 0.99)} | ${at(waits[1], 0.5)} / ${at(waits[1], 0.99)} |
`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
