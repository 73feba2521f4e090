import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { machineDefaults } from "../cloud/src/duckdb/machine.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { type ReadRefusal, ReadRefused } from "../cloud/src/series/store.ts";
import { removeFolder } from "../tests/folders.ts";

/** What `readersBench` asks for and gets; times in ms. */
export interface ReadersPlan {
  readonly points: number;
  readonly readers: number;
  /** Of commits alone, and beside reads, in each round. */
  readonly seconds: number;
  readonly rounds: number;
}
export interface CommitTimes {
  readonly commits: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}
/** What became of the reads, and the seconds that those that were answered took. */
export interface ReadFigures {
  readonly answered: number;
  readonly refused: { readonly [code in ReadRefusal]: number };
  readonly p50Seconds: number;
  readonly maxSeconds: number;
}
export interface ReadersFigures {
  readonly alone: CommitTimes;
  readonly beside: CommitTimes & ReadFigures;
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
const commits = commitsInto(database, { folds: false });
const series = await openDuckdbSeries(database, commits);
const end = T0 + minutes * 60_000;

/** Appends a reading of two values every 10 ms and waits for each commit. */
const timeCommits = async (instant: (index: number) => number): Promise<readonly number[]> => {
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
  return times;
};

const inOrder = (times: readonly number[]) => times.toSorted((one, other) => one - other);

const figuresOf = (times: readonly number[]): CommitTimes => {
  const sorted = inOrder(times);
  const quantile = (q: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  return {
    commits: sorted.length,
    p50: quantile(0.5) ?? 0,
    p99: quantile(0.99) ?? 0,
    max: sorted.at(-1) ?? 0,
  };
};

const seconds: number[] = [];
const refused = { busy: 0, deadline: 0, aborted: 0 };
const stations = Array.from({ length: 1000 }, (_, index) => `station-${index}`);

/** Asks one question after the other until `ended` aborts. */
const read = async (ended: AbortSignal): Promise<void> => {
  while (!ended.aborted) {
    const start = performance.now();
    const question = series.aggregate(
      {
        stations,
        quantities: ["pm2_5", "pm10"],
        from: T0,
        until: end,
        buckets: { every: 86_400_000 },
      },
      { signal: ended },
    );
    await question.then(
      () => seconds.push((performance.now() - start) / 1000),
      (error: unknown) => {
        if (!(error instanceof ReadRefused)) throw error;
        refused[error.code] += 1;
      },
    );
  }
};

// In turns: what else the machine does then weighs on each alike.
const alone: number[] = [];
const beside: number[] = [];
let newest = end;
for (let round = 0; round < plan.rounds; round++) {
  const nextInstant = () => newest++;
  alone.push(...(await timeCommits(nextInstant)));
  const phase = new AbortController();
  const readers = Array.from({ length: plan.readers }, () => read(phase.signal));
  beside.push(...(await timeCommits(nextInstant)));
  phase.abort();
  await Promise.all(readers);
}
const answered = inOrder(seconds);
const reads: ReadFigures = {
  answered: answered.length,
  refused,
  p50Seconds: answered[answered.length >> 1] ?? 0,
  maxSeconds: answered.at(-1) ?? 0,
};

// Half a minute after an instant that exists: the store has to look up each of them.
const late = await timeCommits((index) => T0 + (index % minutes) * 60_000 + 30_000 + index);

const figures: ReadersFigures = {
  alone: figuresOf(alone),
  beside: { ...figuresOf(beside), ...reads },
  late: figuresOf(late),
};
process.stdout.write(JSON.stringify(figures));
await series.close();
await database.close();
await removeFolder(folder);
