import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { machineDefaults } from "../cloud/src/duckdb/machine.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";

/** What `restartBench` asks for: the batches of one kind, each once the one before is durable. */
export interface RestartPlan {
  readonly path: string;
  readonly station: string;
  /** The instants of each batch's readings. */
  readonly batches: readonly (readonly number[])[];
}
/** Seconds until the store was open, and what each reading then cost. */
export interface RestartFigures {
  readonly openSeconds: number;
  readonly openCpuSeconds: number;
  readonly cpuMicros: number;
  readonly micros: number;
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

let input = "";
for await (const part of process.stdin) input += part;
const { path, station, batches } = JSON.parse(input) as RestartPlan;
const [startCpu, start] = [cpuSeconds(), performance.now()];
const database = await openDatabase(path, machineDefaults());
const commits = commitsInto(database, { folds: false });
const series = await openDuckdbSeries(database, commits);
const [openCpu, opened] = [cpuSeconds(), performance.now()];
const values = { pm1: 3, pm2_5: 5.1, pm10: 8.2, temperature: 12.3, humidity: 55.5, pressure: 1013 };
for (const batch of batches)
  await series.append({
    station,
    received: Math.max(...batch),
    readings: batch.map((at) => ({ at, sensor: "sds011", values })),
  });
const readings = batches.reduce((all, { length }) => all + length, 0);
const figures: RestartFigures = {
  openSeconds: (opened - start) / 1000,
  openCpuSeconds: openCpu - startCpu,
  cpuMicros: ((cpuSeconds() - openCpu) * 1e6) / readings,
  micros: ((performance.now() - opened) * 1e3) / readings,
};
process.stdout.write(JSON.stringify(figures));
// As a crash: nothing is folded.
process.exit(0);
