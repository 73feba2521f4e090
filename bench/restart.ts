import { spawn } from "node:child_process";
import { cp, mkdtemp } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createGroupCommit } from "../cloud/src/duckdb/group-commit.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { removeFolder } from "../tests/folders.ts";
import type { RestartFigures, RestartPlan } from "./store-after-restart.ts";

const STATIONS = 1000;
const QUANTITIES = ["pm1", "pm2_5", "pm10", "temperature", "humidity", "pressure"];
const MINUTE = 60_000;
const T0 = Date.UTC(2026, 0, 1);
const BATCHES = 40;
const READINGS = 60;
/** It has sent only every other minute, and nothing on the second day. */
const HOLED = "station-7";

/** Each minute the stations send in another order, as they do. */
const fill = async (path: string, minutes: number): Promise<void> => {
  const database = await openDatabase(path, { memoryMb: 2048, threads: 2 });
  const { writer } = database;
  const series = STATIONS * QUANTITIES.length;
  await writer.run(`
    INSERT INTO series
      SELECT range + 1, 'station-' || range // 6, 'sds011', [${QUANTITIES.map((name) => `'${name}'`).join(", ")}][range % 6 + 1],
             'measured', 'raw' FROM range(${series})`);
  for (let first = 0; first < minutes; first += 100)
    await writer.run(`
      INSERT INTO point
        SELECT s + 1, ${T0} + m * ${MINUTE}, 10 + round(random(), 2), 0, ${T0} + m * ${MINUTE} + 1000
        FROM range(${first}, ${Math.min(minutes, first + 100)}) m(m), range(${series}) s(s)
        WHERE s // 6 <> 7 OR (m % 2 = 0 AND m NOT BETWEEN 1440 AND 2879)
        ORDER BY m, hash(s // 6 + 100000 * m), s`);
  const commits = createGroupCommit(writer, {
    onFault: () => undefined,
    onRecovery: () => undefined,
  });
  await (await openDuckdbSeries(database, commits)).close();
  await database.close();
};

const play = async (plan: RestartPlan): Promise<RestartFigures> => {
  const script = join(import.meta.dirname, "store-after-restart.ts");
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, UV_THREADPOOL_SIZE: "16" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(plan));
  return JSON.parse(await text(child.stdout)) as RestartFigures;
};

/** What a start costs over BENCH_POINTS points, and readings that come late after it. */
export const restartBench = async (): Promise<void> => {
  const points = Number(process.env.BENCH_POINTS ?? 40_000_000);
  const minutes = Math.ceil(points / STATIONS / QUANTITIES.length);
  const folder = await mkdtemp(join(tmpdir(), "dcz-restart-"));
  const batchesOf = (instant: (index: number) => number, count = BATCHES) =>
    Array.from({ length: count }, (_, batch) =>
      Array.from({ length: READINGS }, (_, index) => instant(batch * READINGS + index)),
    );
  /** Each of the first `count` numbers once, in no order. */
  const shuffled = (count: number) =>
    Array.from({ length: count }, (_, index) => (index * 7919) % count);
  const odd = shuffled(1400).map(
    (place) => T0 + (place < 700 ? 2 * place + 1 : 1481 + 2 * place) * MINUTE,
  );
  const kinds = {
    live: batchesOf((index) => T0 + (minutes + index) * MINUTE),
    "an outage of a day, in order": batchesOf((index) => T0 + (1440 + (index % 1440)) * MINUTE),
    "between what is there, in order": batchesOf((index) => T0 + index * MINUTE + MINUTE / 2),
    "lost readings, scattered": batchesOf((index) => odd[index % odd.length] as number).slice(
      0,
      23,
    ),
    "any instants, scattered": batchesOf(
      (index) => T0 + ((index * 7919) % minutes) * MINUTE + 1 + ((index * 104_729) % 59_999),
    ),
    "repeats, in order": batchesOf((index) => T0 + index * MINUTE),
    "repeats, scattered": batchesOf((index) => T0 + ((index * 7919) % minutes) * MINUTE),
    "repeats, scattered, four times as many": batchesOf(
      (index) => T0 + ((index * 7919) % minutes) * MINUTE,
      4 * BATCHES,
    ),
  };
  try {
    await fill(join(folder, "filled", "series.duckdb"), minutes);
    process.stdout.write(`load ${loadavg()[0]?.toFixed(1)}, ${points} points\n\n`);
    process.stdout.write(
      "| | open s (CPU) | CPU µs a reading | by live | µs a reading |\n|---|---|---|---|---|\n",
    );
    let live: number | undefined;
    for (const [name, batches] of Object.entries(kinds)) {
      await removeFolder(join(folder, "played"));
      await cp(join(folder, "filled"), join(folder, "played"), { recursive: true });
      const station = name.startsWith("lost") || name.startsWith("an outage") ? HOLED : "station-8";
      const figures = await play({
        path: join(folder, "played", "series.duckdb"),
        station,
        batches,
      });
      live ??= figures.cpuMicros;
      const { openSeconds, openCpuSeconds, cpuMicros, micros } = figures;
      process.stdout.write(
        `| ${name} | ${openSeconds.toFixed(1)} (${openCpuSeconds.toFixed(1)}) | ${cpuMicros.toFixed(0)} | ${(cpuMicros / live).toFixed(1)} | ${micros.toFixed(0)} |\n`,
      );
    }
  } finally {
    await removeFolder(folder);
  }
};
