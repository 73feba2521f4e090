import { spawn } from "node:child_process";
import { cp, mkdtemp } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { removeFolder } from "../tests/folders.ts";
import { MINUTE, QUANTITIES, T0, valueSql } from "./late-values.ts";
import type { LateFigures, LateMessage, LatePlan } from "./store-with-late.ts";

const DAY_MINUTES = 1440;
const DAYS = 30;
const MINUTES = DAYS * DAY_MINUTES;
const READINGS = 60;
/** On this day nobody sent anything. */
const OUTAGE = 12;
/** Of 100 series. */
const MANY = Array.from({ length: 17 }, (_, station) => station);
const FEW = [3, 4, 5];
/**
 * As many others send the same before the clock starts: what is compiled once in a process's life counts for nobody. Of two
 * stations' messages V8 had compiled so little that its compilers took a fifth to a third of what was measured for 17.
 */
const othersOf = (stations: readonly number[]): number[] =>
  stations.map((station) => MANY.length + station);

/** One minute in ten is missing. */
const isMissing = (station: number, minute: number): boolean =>
  Math.floor(minute / DAY_MINUTES) === OUTAGE || (minute * 7 + station * 3) % 10 === 0;

/** Each minute the stations send in another order, as they do. */
const fill = async (path: string, stations: number, isSealed: boolean): Promise<void> => {
  const database = await openDatabase(path, { memoryMb: 2048, threads: 2 });
  const { writer } = database;
  const series = stations * QUANTITIES.length;
  await writer.run(`
    INSERT INTO series
      SELECT range + 1, 'station-' || range // 6, 'sds011', [${QUANTITIES.map((name) => `'${name}'`).join(", ")}][range % 6 + 1],
             'measured', 'raw' FROM range(${series})`);
  for (let first = 0; first < MINUTES; first += DAY_MINUTES)
    await writer.run(`
      INSERT INTO point
        SELECT s + 1, ${T0} + m * ${MINUTE}, ${valueSql("s", "m")}, 0, ${T0} + m * ${MINUTE} + 1000
        FROM range(${first}, ${first + DAY_MINUTES}) m(m), range(${series}) s(s)
        WHERE m // ${DAY_MINUTES} <> ${OUTAGE} AND (m * 7 + s // 6 * 3) % 10 <> 0
        ORDER BY m, hash(s // 6 + 100000 * m), s`);
  const store = await openDuckdbSeries(database, commitsInto(database, { folds: true }));
  if (isSealed) await store.sealUp(T0 + MINUTES * MINUTE);
  await store.close();
  await database.close();
};

const play = async (plan: LatePlan): Promise<LateFigures> => {
  const script = join(import.meta.dirname, "store-with-late.ts");
  const child = spawn(process.execPath, [...process.execArgv, script], {
    env: { ...process.env, UV_THREADPOOL_SIZE: "16" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(plan));
  return JSON.parse(await text(child.stdout)) as LateFigures;
};

/** Numbers in an order that is always the same, and none. */
const shuffled = (numbers: readonly number[]): number[] => {
  const mixed = [...numbers];
  let seed = 7;
  for (let place = mixed.length - 1; place > 0; place--) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = seed % (place + 1);
    [mixed[place], mixed[other]] = [mixed[other] as number, mixed[place] as number];
  }
  return mixed;
};

const minutes = (from: number, until: number): number[] =>
  Array.from({ length: until - from }, (_, index) => from + index);

/** Messages of some stations in turns, each of as many minutes. */
const messagesOf = (
  stations: readonly number[],
  minutesOf: (station: number) => readonly number[],
): LateMessage[] => {
  const messages: LateMessage[] = [];
  const queues = stations.map((station) => ({ station, minutes: minutesOf(station) }));
  for (let start = 0; queues.some(({ minutes }) => minutes.length > start); start += READINGS)
    for (const { station, minutes } of queues)
      if (minutes.length > start)
        messages.push({
          station,
          minutes: minutes.slice(start, start + READINGS),
        });
  return messages;
};

const outage = minutes(OUTAGE * DAY_MINUTES, (OUTAGE + 1) * DAY_MINUTES);
const gapsOf = (station: number): number[] =>
  minutes(0, MINUTES).filter(
    (minute) => isMissing(station, minute) && Math.floor(minute / DAY_MINUTES) !== OUTAGE,
  );

const thereOf = (station: number): number[] =>
  minutes(0, MINUTES).filter((minute) => !isMissing(station, minute));

interface Form {
  readonly stations: readonly number[];
  readonly minutesOf: (station: number) => readonly number[];
}
const forms: Readonly<Record<string, Form>> = {
  "newest first, a day": { stations: FEW, minutesOf: () => outage.toReversed() },
  "random order, a day": { stations: FEW, minutesOf: () => shuffled(outage) },
  "random, 30 days, 100 series": {
    stations: MANY,
    minutesOf: (station) => shuffled(gapsOf(station)).slice(0, 600),
  },
  "one in ten missing, in order": { stations: FEW, minutesOf: gapsOf },
  "half there already, random": {
    stations: FEW,
    minutesOf: (station) =>
      shuffled([
        ...shuffled(thereOf(station)).slice(0, 1440),
        ...shuffled(gapsOf(station)).slice(0, 1440),
      ]),
  },
  "there already, random": {
    stations: FEW,
    minutesOf: (station) => shuffled(thereOf(station)).slice(0, 1440),
  },
  "between the points, random": {
    stations: FEW,
    minutesOf: () => shuffled(minutes(0, MINUTES).map((minute) => minute + 0.3)).slice(0, 1440),
  },
};

/**
 * What late points cost by what live ones do: in days that are in the table, and in files. BENCH_STATIONS in all; BENCH_KIND (hot,
 * sealed) and BENCH_FORM (a part of a form's name) choose.
 */
export const lateBench = async (): Promise<void> => {
  const stations = Number(process.env.BENCH_STATIONS ?? 50);
  const folder = await mkdtemp(join(tmpdir(), "dcz-late-"));
  const path = (kind: string) => join(folder, kind, "series.duckdb");
  const runs = Number(process.env.BENCH_RUNS ?? 3);
  /** Of several runs the one that took the least: other work on the machine adds to all. */
  const playIn = async (kind: string, plan: Omit<LatePlan, "path">) => {
    const played: LateFigures[] = [];
    for (let run = 0; run < runs; run++) {
      await removeFolder(join(folder, "played"));
      await cp(join(folder, kind), join(folder, "played"), { recursive: true });
      played.push(await play({ path: path("played"), ...plan }));
    }
    return played.reduce((best, one) => (one.cpuMicros < best.cpuMicros ? one : best));
  };
  try {
    for (const kind of ["hot", "sealed"]) {
      if (!kind.includes(process.env.BENCH_KIND ?? "")) continue;
      await fill(path(kind), stations, kind === "sealed");
      process.stdout.write(`\n${kind}, load ${loadavg()[0]?.toFixed(1)}\n\n`);
      process.stdout.write(
        "| | readings | live µs CPU | late µs CPU | late by live | slowest message ms | another station waits for ms CPU: p99, most |\n|---|---|---|---|---|---|---|\n",
      );
      for (const [name, { stations: some, minutesOf }] of Object.entries(forms)) {
        if (!name.includes(process.env.BENCH_FORM ?? "")) continue;
        const inFlight = some.length === MANY.length ? MANY.length : 1;
        const planOf = (ofStation: Form["minutesOf"]) => ({
          messages: messagesOf(some, ofStation),
          warmUp: messagesOf(othersOf(some), ofStation),
          inFlight,
        });
        const live = (station: number) => minutesOf(station).map((_, index) => MINUTES + index);
        const usual = await playIn(kind, planOf(live));
        const late = await playIn(kind, planOf(minutesOf));
        process.stdout.write(
          `| ${name} | ${late.readings} | ${usual.cpuMicros.toFixed(0)} | ${late.cpuMicros.toFixed(0)} | ${(late.cpuMicros / usual.cpuMicros).toFixed(1)} | ${late.slowestMs.toFixed(0)} | ${late.othersMs.p99.toFixed(0)}, ${late.othersMs.most.toFixed(0)} |\n`,
        );
      }
      await removeFolder(join(folder, kind));
    }
  } finally {
    await removeFolder(folder);
  }
};
