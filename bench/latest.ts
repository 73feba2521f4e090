import { mkdtemp } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { machineDefaults } from "../cloud/src/duckdb/machine.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { removeFolder } from "../tests/folders.ts";
import { MINUTE, SERIES_QUANTITIES, stationName, T0 } from "./series-data.ts";

const ROUNDS = 60;
const WARM_UP = 20;
const STATIONS_AT_ONCE = 1000;

/**
 * The newest values of all of BENCH_STATIONS stations (20 000) of six quantities in one question: after nothing changed, and after
 * a part of the stations measured anew. Then a start with them.
 */
export const latestBench = async (): Promise<void> => {
  const count = Number(process.env.BENCH_STATIONS ?? 20_000);
  const stations = Array.from({ length: count }, (_, station) => stationName(station));
  const folder = await mkdtemp(join(tmpdir(), "dcz-bench-"));
  const open = async () => {
    const database = await openDatabase(join(folder, "series.duckdb"), machineDefaults());
    const series = await openDuckdbSeries(database, commitsInto(database, { folds: true }));
    return { series, database };
  };
  const closeAll = async ({ series, database }: Awaited<ReturnType<typeof open>>) => {
    await series.close();
    await database.close();
  };
  try {
    let store = await open();
    let minute = 0;
    const measure = async (some: readonly string[]): Promise<void> => {
      const at = T0 + minute * MINUTE;
      minute += 1;
      for (let first = 0; first < some.length; first += STATIONS_AT_ONCE)
        await Promise.all(
          some.slice(first, first + STATIONS_AT_ONCE).map((station, place) => {
            const values = Object.fromEntries(SERIES_QUANTITIES.map((name) => [name, place % 97]));
            const readings = [{ at, sensor: "bench", values }];
            return store.series.append({ station, received: at, readings });
          }),
        );
    };
    await measure(stations);
    process.stdout.write(
      `load ${loadavg()[0]?.toFixed(1)}, ${count} stations of ${SERIES_QUANTITIES.length} quantities\n\n| changed since the last question | ms median | shortest | longest |\n|---|---|---|---|\n`,
    );
    for (const part of [0, 0.01, 0.1, 1]) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        if (part > 0) await measure(stations.slice(0, Math.ceil(part * count)));
        const from = performance.now();
        const { size } = await store.series.latest(stations);
        const took = performance.now() - from;
        if (size !== count) throw new Error(`${size} stations of ${count} have values`);
        if (round >= WARM_UP) times.push(took);
        if (part === 1 && round > WARM_UP) break;
      }
      times.sort((one, other) => one - other);
      const shown = [times[times.length >> 1], times[0], times.at(-1)];
      process.stdout.write(
        `| ${100 * part} % | ${shown.map((one) => one?.toFixed(1)).join(" | ")} |\n`,
      );
    }
    await closeAll(store);
    const from = performance.now();
    store = await open();
    const opened = performance.now();
    await store.series.latest(stations);
    process.stdout.write(
      `\na start ${((opened - from) / 1000).toFixed(2)} s, the first question ${(performance.now() - opened).toFixed(0)} ms\n`,
    );
    await closeAll(store);
  } finally {
    await removeFolder(folder);
  }
};
