import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { machineDefaults } from "../cloud/src/duckdb/machine.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { MINUTE, QUANTITIES, T0, valueAt } from "./late-values.ts";

/** Readings of one station that come together. */
export interface LateMessage {
  readonly station: number;
  /** Since the store begins. */
  readonly minutes: readonly number[];
}
/** What `lateBench` asks for: so many messages are on their way at a time. */
export interface LatePlan {
  readonly path: string;
  /** Before the clock starts. */
  readonly warmUp: readonly LateMessage[];
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
const { path, warmUp, messages, inFlight } = JSON.parse(input) as LatePlan;
const database = await openDatabase(path, machineDefaults());
const commits = commitsInto(database, { folds: false });
const series = await openDuckdbSeries(database, commits);
const cpuMicros = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
let slowestMs = 0;
let conflicts = 0;
const send = async (left: Iterable<LateMessage>): Promise<void> => {
  for (const { station, minutes } of left) {
    const readings = minutes.map((minute) => ({
      ...{ at: T0 + minute * MINUTE, sensor: "sds011" },
      values: Object.fromEntries(
        QUANTITIES.map((name, place) => [
          name,
          valueAt(station * QUANTITIES.length + place, Math.floor(minute)),
        ]),
      ),
    }));
    const began = performance.now();
    const appended = await series.append({
      ...{ station: `station-${station}`, readings },
      received: T0 + Math.max(...minutes) * MINUTE,
    });
    conflicts += appended.conflicts.length;
    slowestMs = Math.max(slowestMs, performance.now() - began);
  }
};
const sendAll = (all: readonly LateMessage[]): Promise<unknown> => {
  const left = all.values();
  return Promise.all(Array.from({ length: inFlight }, () => send(left)));
};
await sendAll(warmUp);
slowestMs = 0;
const before = cpuMicros();
await sendAll(messages);
const readings = messages.reduce((all, { minutes }) => all + minutes.length, 0);
if (conflicts > 0) throw new Error(`${conflicts} of the points had other values`);
const figures: LateFigures = { readings, cpuMicros: (cpuMicros() - before) / readings, slowestMs };
process.stdout.write(JSON.stringify(figures));
// As a crash: nothing is folded.
process.exit(0);
