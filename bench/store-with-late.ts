import { machineDefaults } from "../cloud/src/duckdb/machine.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { commitsInto } from "./fed-store.ts";

/** Readings of one station that come together. */
export interface LateMessage {
  readonly station: string;
  readonly at: readonly number[];
}
/** What `lateBench` asks for: so many messages are on their way at a time. */
export interface LatePlan {
  readonly path: string;
  readonly messages: readonly LateMessage[];
  readonly inFlight: number;
}
export interface LateFigures {
  readonly readings: number;
  readonly cpuMicros: number;
  /** Of all messages: a live one that shares a commit waits as long. */
  readonly slowestMs: number;
}

let input = "";
for await (const part of process.stdin) input += part;
const { path, messages, inFlight } = JSON.parse(input) as LatePlan;
const database = await openDatabase(path, machineDefaults());
const commits = commitsInto(database, { folds: false });
const series = await openDuckdbSeries(database, commits);
const values = { pm1: 3, pm2_5: 5.1, pm10: 8.2, temperature: 12.3, humidity: 55.5, pressure: 1013 };
const cpuMicros = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
const before = cpuMicros();
let slowestMs = 0;
let conflicts = 0;
const left = messages.values();
const send = async (): Promise<void> => {
  for (const { station, at } of left) {
    const began = performance.now();
    const appended = await series.append({
      station,
      received: Math.max(...at),
      readings: at.map((instant) => ({ at: instant, sensor: "sds011", values })),
    });
    conflicts += appended.conflicts.length;
    slowestMs = Math.max(slowestMs, performance.now() - began);
  }
};
await Promise.all(Array.from({ length: inFlight }, send));
const readings = messages.reduce((all, { at }) => all + at.length, 0);
if (conflicts > 0) throw new Error(`${conflicts} of the points were there before`);
const figures: LateFigures = { readings, cpuMicros: (cpuMicros() - before) / readings, slowestMs };
process.stdout.write(JSON.stringify(figures));
// As a crash: nothing is folded.
process.exit(0);
