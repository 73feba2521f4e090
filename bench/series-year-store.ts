import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { machineDefaults } from "../cloud/src/duckdb/machine.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { DAY, HOUR, MINUTE, SERIES_QUANTITIES, stationName } from "./series-data.ts";

/** What `seriesYearBench` asks for. */
export interface YearPlan {
  readonly folder: string;
  readonly stations: number;
  readonly questions: number;
  /** Messages of one reading with six values that come in meanwhile, a second. */
  readonly messages: number;
}
export interface YearFigures {
  readonly points: number;
  readonly sumUpSeconds: number;
  /** Of a year of one station's quantity by the hour, without readings that come in, and with them. */
  readonly alone: readonly [p50: number, p95: number];
  readonly beside: readonly [p50: number, p95: number];
  readonly messagesPerSecond: number;
}

const plan = JSON.parse(process.argv[2] ?? "") as YearPlan;
const { stations, questions } = plan;
const T0 = Date.UTC(2025, 9, 1);
const DAYS = 365;
const end = T0 + DAYS * DAY;
const count = stations * SERIES_QUANTITIES.length;

const database = await openDatabase(join(plan.folder, "series.duckdb"), machineDefaults());
const { writer } = database;
await writer.run(`
  INSERT INTO series
    SELECT range + 1, 'station-' || range // 6, 'bench', [${SERIES_QUANTITIES.map((name) => `'${name}'`).join(", ")}][range % 6 + 1],
           'measured', 'raw' FROM range(${count})`);
for (let day = 0; day < DAYS; day++)
  await writer.run(`
    INSERT INTO point
      SELECT s + 1, ${T0 + day * DAY} + m * ${MINUTE}, 40 + round(10 * random(), 1), 0, ${T0 + day * DAY} + m * ${MINUTE} + 1000
      FROM range(1440) m(m), range(${count}) s(s)`);
await writer.run("CHECKPOINT");
const commits = commitsInto(database, { folds: true });
const series = await openDuckdbSeries(database, commits, { now: () => end + 30 * MINUTE });
const began = performance.now();
await series.sumUp();
const sumUpSeconds = (performance.now() - began) / 1000;

const ask = async (): Promise<readonly [number, number]> => {
  const times: number[] = [];
  for (let repeat = 0; repeat < questions; repeat++) {
    const start = performance.now();
    const [found] = await series.aggregate({
      stations: [stationName((repeat * 7) % stations)],
      quantities: [SERIES_QUANTITIES[repeat % SERIES_QUANTITIES.length] ?? "pm2_5"],
      from: T0,
      until: end,
      buckets: { every: HOUR },
    });
    times.push(performance.now() - start);
    if (found?.points.length !== DAYS * 24) throw new Error(`${found?.points.length} hours`);
    await wait(20);
  }
  const sorted = times.toSorted((one, other) => one - other);
  return [sorted[times.length >> 1] ?? 0, sorted[Math.floor(0.95 * times.length)] ?? 0];
};

const alone = await ask();
let isAsking = true;
let sent = 0;
const publish = async (): Promise<number> => {
  const start = performance.now();
  const under = new Set<Promise<unknown>>();
  while (isAsking) {
    const due = ((performance.now() - start) / 1000) * plan.messages;
    for (; sent < due && under.size < 10_000; sent++) {
      const one = series.append({
        station: stationName(sent % stations),
        received: end,
        readings: [
          {
            at: end + sent,
            sensor: "bench",
            values: {
              pm2_5: 8.1,
              pm10: 12.4,
              temperature: 18.2,
              humidity: 55,
              pressure: 1013,
              laeq: 48.2,
            },
          },
        ],
      });
      under.add(one);
      void one.then(() => under.delete(one));
    }
    await wait(5);
  }
  await Promise.all(under);
  return sent / ((performance.now() - start) / 1000);
};
const publishing = publish();
const beside = await ask();
isAsking = false;
const figures: YearFigures = {
  points: count * DAYS * 1440,
  sumUpSeconds,
  alone,
  beside,
  messagesPerSecond: await publishing,
};
await series.close();
await database.close();
process.stdout.write(JSON.stringify(figures));
