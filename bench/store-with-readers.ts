import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createGroupCommit } from "../cloud/src/duckdb/group-commit.ts";
import { machineDefaults } from "../cloud/src/duckdb/machine.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";

/** What `readersBench` asks for and gets; times in ms. */
export interface ReadersPlan {
  readonly points: number;
  readonly readers: number;
  readonly seconds: number;
}
export interface CommitTimes {
  readonly commits: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}
export interface ReadersFigures {
  readonly alone: CommitTimes;
  readonly beside: CommitTimes & { readonly reads: number };
  readonly late: CommitTimes;
}

const SERIES = 6000;
const T0 = Date.UTC(2026, 0, 1);

const plan = JSON.parse(process.argv[2] ?? "") as ReadersPlan;
const folder = await mkdtemp(join(tmpdir(), "dcz-readers-"));
const database = await openDatabase(join(folder, "series.duckdb"), machineDefaults());
const minutes = Math.ceil(plan.points / SERIES);
await database.writer.run(`
  INSERT INTO series
    SELECT range + 1, 'station-' || range // 6, 'sds011', ['pm1','pm2_5','pm10','temperature','humidity','pressure'][range % 6 + 1],
           'measured', 'raw' FROM range(${SERIES})`);
await database.writer.run(`
  INSERT INTO point SELECT s + 1, ${T0} + m * 60000, 10 + random(), 0, ${T0} + m * 60000 + 1000
  FROM range(${minutes}) m(m), range(${SERIES}) s(s)`);
await database.writer.run("CHECKPOINT");
const commits = createGroupCommit(database.writer, {
  onFault: (error) => {
    throw error;
  },
  onRecovery: () => undefined,
  beforeCommit: database.countGroup,
  onCommitted: database.noteCommitted,
});
const series = await openDuckdbSeries(database, commits);
const end = T0 + minutes * 60_000;

/** Appends a reading of two values every 10 ms and waits for each commit. */
const timeCommits = async (instant: (index: number) => number): Promise<CommitTimes> => {
  const times: number[] = [];
  const until = performance.now() + 1000 * plan.seconds;
  for (let index = 0; performance.now() < until; index++) {
    const start = performance.now();
    await series.append({
      station: `station-${index % 1000}`,
      received: end,
      readings: [{ at: instant(index), sensor: "sds011", values: { pm2_5: 10, pm10: 12 } }],
    });
    times.push(performance.now() - start);
    await wait(10);
  }
  times.sort((one, other) => one - other);
  const quantile = (q: number) => times[Math.min(times.length - 1, Math.floor(q * times.length))];
  return {
    commits: times.length,
    p50: quantile(0.5) ?? 0,
    p99: quantile(0.99) ?? 0,
    max: times.at(-1) ?? 0,
  };
};

const alone = await timeCommits((index) => end + index);

let reading = true;
let reads = 0;
const stations = Array.from({ length: 1000 }, (_, index) => `station-${index}`);
const reader = async (): Promise<void> => {
  while (reading) {
    await series.aggregate({
      stations,
      quantities: ["pm2_5", "pm10"],
      from: T0,
      until: end,
      buckets: { every: 86_400_000 },
    });
    reads += 1;
  }
};
const readers = Array.from({ length: plan.readers }, reader);
const times = await timeCommits((index) => end + 1_000_000 + index);
reading = false;
await Promise.all(readers);

// Half a minute after an instant that exists: the store has to look up each of them.
const late = await timeCommits((index) => T0 + (index % minutes) * 60_000 + 30_000 + index);

const figures: ReadersFigures = { alone, beside: { ...times, reads }, late };
process.stdout.write(JSON.stringify(figures));
await series.close();
await database.close();
await rm(folder, { recursive: true });
