import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { type Database, openDatabase } from "../../duckdb/open.ts";
import type { Block } from "../store.ts";
import { type DuckdbSeriesStore, openDuckdbSeries } from "./store.ts";

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 10, 1);
const MINUTES = 3 * 1440;
const READERS = 2;

const block = (station: string, minutes: readonly number[], more = 0): Block => ({
  station,
  received: T0 + MINUTES * MINUTE,
  readings: minutes.map((minute) => ({
    ...{ at: T0 + minute * MINUTE, sensor: "sds011" },
    values: { pm2_5: minute + more, pm10: minute + more },
  })),
});

const minutesWhere = (isWanted: (minute: number) => boolean): number[] =>
  Array.from({ length: MINUTES }, (_, minute) => minute).filter(isWanted);
const missing = minutesWhere((minute) => minute % 10 === 3);
/** As late points are: in no order, and of several days. */
const some = [4213, 13, 2003, 33, 1503, 53, 3003, 73, 2503, 93];
const there = minutesWhere((minute) => minute % 10 !== 3);

let database: Database;
let store: DuckdbSeriesStore;
const reopen = async (): Promise<void> => {
  database = await openDatabase(join(folder, "series.duckdb"), { readers: READERS });
  store = await openDuckdbSeries(database, commitsInto(database));
};
let folder = "";
let isOpen = true;
const close = async (): Promise<void> => {
  if (!isOpen) return;
  isOpen = false;
  await store.close();
  await database.close();
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-ahead-"));
  isOpen = true;
  await reopen();
  await Promise.all(["ab", "cd", "ef"].map((station) => store.append(block(station, there))));
  await store.close();
  await database.close();
  // Nothing is remembered of what the table has.
  await reopen();
  onTestFinished(async () => {
    await close();
    await rm(folder, { recursive: true });
  });
});

/** Takes all places of those who ask, until it is told to let go. */
const occupyReaders = (): (() => void) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (let reader = 0; reader < READERS; reader++) void database.query(() => promise);
  return resolve;
};

const valuesOf = async (station: string, minutes: readonly number[]) => {
  const range = { from: T0, until: T0 + (MINUTES + 10) * MINUTE };
  const found = await store.read({ stations: [station], quantities: ["pm2_5"], ...range });
  const points = found.flatMap(({ points }) => points);
  return minutes.map((minute) =>
    points.filter(({ at }) => at === T0 + minute * MINUTE).map(({ value }) => value),
  );
};

test("nobody else waits while days of a backlog are read; what its station sends meanwhile keeps its order", async () => {
  const letGo = occupyReaders();
  const settled: string[] = [];
  const append = (name: string, one: Block) =>
    store.append(one).then((appended) => {
      settled.push(name);
      return appended;
    });
  const late = append("late", block("ab", some));
  const contradicting = append("contradicting", block("ab", some, 0.5));
  const live = append("live of the same", block("ab", [MINUTES]));
  await append("live of another", block("cd", [MINUTES]));
  await append("live of another", block("cd", [MINUTES + 1]));
  expect(settled).toEqual(["live of another", "live of another"]);
  letGo();
  expect((await late).conflicts).toEqual([]);
  expect((await contradicting).conflicts).toHaveLength(2 * some.length);
  await live;
  expect(await valuesOf("ab", [...some, MINUTES])).toEqual(
    [...some, MINUTES].map((minute) => [minute]),
  );
});

/** What the store reads of points on the connection that commits. */
const readsOfCommits = () => {
  const statements: string[] = [];
  const run = database.writer.run.bind(database.writer);
  database.writer.run = (sql, ...words) => {
    if (/SELECT .* FROM point\b/s.test(sql)) statements.push(sql);
    return run(sql, ...words);
  };
  return statements;
};
const scattered = (minutes: readonly number[]): number[] =>
  minutes.toSorted((one, other) => ((one * 7919) % 4321) - ((other * 7919) % 4321));

test("what is sent again in any order is read before its commit, which reads nothing more of it", async () => {
  const reads = readsOfCommits();
  const again = scattered(there).slice(0, 600);
  for (let start = 0; start < again.length; start += 60)
    await store.append(block("ab", again.slice(start, start + 60)));
  expect(reads).toEqual([]);
  const { conflicts } = await store.append(block("ab", again.slice(0, 60), 0.5));
  expect(conflicts).toHaveLength(120);
  expect(await valuesOf("ab", again)).toEqual(again.map((minute) => [minute]));
});

test("so is what is sent again after a backlog of what was missing, of which instants were enough", async () => {
  await store.append(block("ab", scattered(missing).slice(0, 60)));
  const reads = readsOfCommits();
  const again = scattered(there).slice(0, 60);
  await store.append(block("ab", again));
  expect(reads).toEqual([]);
  expect((await store.append(block("ab", again, 0.5))).conflicts).toHaveLength(120);
});

test("series of what waits are known at once, as how many a station may have is asked", async () => {
  const letGo = occupyReaders();
  const late = store.append(block("ab", some));
  const readings = [{ at: T0, sensor: "another", values: { temperature: 20 } }];
  const behind = store.append({ station: "ab", received: T0, readings });
  expect(store.hasSeriesOf("ab", readings)).toBe(true);
  letGo();
  await Promise.all([late, behind]);
});

test("days of sensors whose series have numbers far apart are learned alike", async () => {
  await store.close();
  await database.writer.run(`
    INSERT INTO series VALUES (50001, 'gh', 'sds011', 'pm2_5', 'measured', 'raw'), (50003, 'gh', 'sds011', 'pm10', 'measured', 'raw')`);
  await database.close();
  await reopen();
  await store.append(block("gh", there));
  await store.close();
  await database.close();
  await reopen();
  const all = minutesWhere((minute) => minute % 5 === 3);
  const sent = ["ab", "gh"].map((station) => store.append(block(station, all)));
  expect(await Promise.all(sent)).toEqual(sent.map(() => ({ conflicts: [] })));
  for (const station of ["ab", "gh"])
    expect(await valuesOf(station, all)).toEqual(all.map((minute) => [minute]));
});

test("what waits for its days is kept when the store closes", async () => {
  const letGo = occupyReaders();
  const late = ["ab", "cd", "ef"].map((station) => store.append(block(station, some)));
  const closed = store.close();
  expect(await Promise.all(late)).toEqual(late.map(() => ({ conflicts: [] })));
  letGo();
  await closed;
  await database.close();
  await reopen();
  for (const station of ["ab", "cd", "ef"])
    expect(await valuesOf(station, some)).toEqual(some.map((minute) => [minute]));
});

test("a backlog of which half is there, beside what comes live and a seal, doubles and loses nothing", async () => {
  const backlog = scattered([...missing, ...there.filter((minute) => minute % 7 === 0)]);
  const sent: Promise<unknown>[] = [];
  for (let start = 0; start < backlog.length; start += 60) {
    const minutes = backlog.slice(start, start + 60);
    for (const station of ["ab", "cd"]) sent.push(store.append(block(station, minutes)));
    sent.push(store.append(block("ef", [MINUTES + start / 60])));
    if (start === 240) sent.push(store.sealUp(T0 + 2 * 1440 * MINUTE));
    if (start % 300 === 0) await sent.at(-1);
  }
  await Promise.all(sent);
  const all = minutesWhere(() => true);
  for (const station of ["ab", "cd"])
    expect(await valuesOf(station, all)).toEqual(all.map((minute) => [minute]));
});
