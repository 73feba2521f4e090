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
  /** Of the late messages. */
  readonly slowestMs: number;
  /**
   * Of another station that sends one reading each 20 ms meanwhile: how much processor time the store took until its
   * acknowledgement, which is what it waits on a machine that does nothing else; up to 20 ms too much.
   */
  readonly othersMs: { readonly p99: number; readonly most: number };
}

const OTHER_EVERY_MS = 20;

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
/** A station that measures now; gives what each of its readings waited for, when it is told to stop. */
const startOther = (): (() => readonly number[]) => {
  const waits: number[] = [];
  let at = Date.now();
  // What keeps the event loop from this station's turn counts too.
  let before = cpuMicros();
  const timer = setInterval(() => {
    const began = before;
    before = cpuMicros();
    at += OTHER_EVERY_MS;
    const readings = [{ at, sensor: "sds011", values: { pm2_5: 10 } }];
    void series
      .append({ station: "other", readings, received: at })
      .then(() => waits.push((cpuMicros() - began) / 1000));
  }, OTHER_EVERY_MS);
  return () => {
    clearInterval(timer);
    return waits.toSorted((one, other) => one - other);
  };
};

await sendAll(warmUp);
slowestMs = 0;
const stopOther = startOther();
const before = cpuMicros();
await sendAll(messages);
const readings = messages.reduce((all, { minutes }) => all + minutes.length, 0);
if (conflicts > 0) throw new Error(`${conflicts} of the points had other values`);
const cpu = (cpuMicros() - before) / readings;
const waits = stopOther();
const othersMs = {
  p99: waits[Math.ceil(0.99 * waits.length) - 1] ?? 0,
  most: waits.at(-1) ?? 0,
};
const figures: LateFigures = { readings, cpuMicros: cpu, slowestMs, othersMs };
process.stdout.write(JSON.stringify(figures));
// As a crash: nothing is folded.
process.exit(0);
