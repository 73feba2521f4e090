import { mkdtemp } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { machineDefaults } from "../cloud/src/duckdb/machine.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { gentle, type Pace, paced } from "../cloud/src/quality/pace.ts";
import { recomputePart } from "../cloud/src/quality/recompute.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { removeFolder } from "../tests/folders.ts";
import { DAY, MINUTE } from "./series-data.ts";

const T0 = Date.UTC(2025, 9, 1);
const QUANTITIES = ["pm2_5", "pm10", "humidity"];
const hello = {
  kit: "bench",
  sensors: [{ id: "sds", model: "sds011", every: MINUTE }],
  software: {},
};

/**
 * How long a commit takes while reprocessed values are made again beside it, at the pace of the jobs and without
 * one. BENCH_STATIONS, BENCH_DAYS, BENCH_LIVE (stations that send), BENCH_MESSAGES (a second) and BENCH_SECONDS change
 * the load.
 */
export const qualityRecomputeBench = async (): Promise<void> => {
  const stations = Number(process.env.BENCH_STATIONS ?? 20);
  const days = Number(process.env.BENCH_DAYS ?? 60);
  const messages = Number(process.env.BENCH_MESSAGES ?? 1000);
  const seconds = Number(process.env.BENCH_SECONDS ?? 20);
  const live = Number(process.env.BENCH_LIVE ?? 20_000);
  const folder = await mkdtemp(join(tmpdir(), "dcz-recompute-"));
  const database = await openDatabase(join(folder, "series.duckdb"), machineDefaults());
  const { writer } = database;
  await writer.run(`
    INSERT INTO series
      SELECT range + 1, 'station-' || range // 3, 'sds', [${QUANTITIES.map((name) => `'${name}'`).join(", ")}][range % 3 + 1],
             'measured', 'raw' FROM range(${stations * 3})`);
  for (let day = 0; day < days; day++)
    await writer.run(`
      INSERT INTO point
        SELECT s + 1, ${T0 + day * DAY} + m * ${MINUTE}, 40 + round(10 * random(), 1), 0, ${T0 + day * DAY} + m * ${MINUTE} + 1000
        FROM range(1440) m(m), range(${stations * 3}) s(s)`);
  await writer.run("CHECKPOINT");
  const end = T0 + days * DAY;
  const series = await openDuckdbSeries(database, commitsInto(database, { folds: true }), {
    now: () => end + DAY,
  });
  let sent = 0;

  /** Commits `messages` readings a second for so long; gives the waits. */
  const ingest = async (): Promise<readonly number[]> => {
    const waits: number[] = [];
    const under = new Set<Promise<unknown>>();
    const start = performance.now();
    const first = sent;
    while (performance.now() - start < seconds * 1000) {
      const due = first + ((performance.now() - start) / 1000) * messages;
      for (; sent < due; sent++) {
        const begun = performance.now();
        const one = series
          .append({
            ...{ station: `live-${sent % live}`, received: end },
            readings: [
              { at: end + sent, sensor: "sds", values: { pm2_5: 8.1, pm10: 12.4, humidity: 55 } },
            ],
          })
          .then(() => void waits.push(performance.now() - begun));
        under.add(one);
        void one.then(() => under.delete(one));
      }
      await wait(2);
    }
    await Promise.all(under);
    return waits.toSorted((one, other) => one - other);
  };

  let part = 0;
  const recompute = async (pace: Pace, signal: AbortSignal): Promise<number> => {
    const begin = part;
    const parts = {
      series,
      knownStations: { find: () => undefined },
      calibrations: { of: () => [] },
      now: () => end,
    };
    try {
      for (; ; part++) {
        const day = Math.floor(part / stations) % days;
        const range = { from: T0 + day * DAY, until: T0 + (day + 1) * DAY };
        const record = { id: `station-${part % stations}`, hello };
        await paced(() => recomputePart(parts, record, range), pace, signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return part - begin;
  };

  process.stdout.write(
    `load ${loadavg()[0]?.toFixed(1)}, ${messages} messages a second\n\n| beside | waits ms p50 | p99 | max | days of a station a second |\n|---|---|---|---|---|\n`,
  );
  const row = (name: string, waits: readonly number[], made?: number) => {
    const at = (share: number) => waits[Math.floor(share * (waits.length - 1))]?.toFixed(0);
    const rate = made === undefined ? "" : (made / seconds).toFixed(1);
    process.stdout.write(`| ${name} | ${at(0.5)} | ${at(0.99)} | ${at(1)} | ${rate} |\n`);
  };
  try {
    for (const round of [1, 2]) {
      row(`nothing, round ${round}`, await ingest());
      for (const [name, pace] of [
        ["recomputing at the jobs' pace", gentle],
        ["recomputing without rest", { restTimes: 0 }],
      ] as const) {
        const stop = new AbortController();
        const recomputing = recompute(pace, stop.signal);
        const waits = await ingest();
        stop.abort();
        row(`${name}, round ${round}`, waits, await recomputing);
      }
    }
  } finally {
    await series.close();
    await database.close();
    await removeFolder(folder);
  }
};
