import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { quantities } from "@datacityzen/hardware/quantities";
import { expect, onTestFinished, test } from "vitest";
import { createGroupCommit } from "../../duckdb/group-commit.ts";
import { openDatabase } from "../../duckdb/open.ts";
import type { Selection, SeriesStore } from "../store.ts";
import { DAY, HOUR, makeFolder, type Opened, openIn, T0 } from "./day-sums.fixture.ts";
import { openDuckdbSeries } from "./store.ts";

test("a file of sums that is damaged anywhere changes no answer, and is begun anew", async () => {
  const directory = await makeFolder();
  onTestFinished(() => rm(directory, { recursive: true }));
  const now = () => T0 + 40 * DAY;
  const selection: Selection = {
    stations: ["ab"],
    quantities: ["pm2_5", "laeq"],
    from: T0,
    until: T0 + 40 * DAY,
  };
  const countsIn = async ({ store }: Opened) => {
    const found = await store.aggregate({ ...selection, buckets: { every: DAY } });
    return found.flatMap(({ points }) => points.map(({ sums }) => sums.count));
  };
  const first = await openIn(directory, now);
  await first.store.append({
    station: "ab",
    received: now(),
    readings: Array.from({ length: 38 * 12 }, (_, index) => ({
      at: T0 + index * 2 * HOUR,
      sensor: "all",
      values: { pm2_5: index % 77, laeq: 40 + (index % 7) },
    })),
  });
  await first.store.sumUp();
  const expected = await countsIn(first);
  await first.close();
  const path = join(directory, "series.duckdb.days");
  const whole = await readFile(path);
  for (let from = 0; from < whole.length; from += 4500) {
    const damaged = Buffer.from(whole);
    damaged.fill(0x5a, from, from + 700);
    await writeFile(path, damaged);
    const opened = await openIn(directory, now);
    expect(await countsIn(opened)).toEqual(expected);
    await opened.store.sumUp().catch(() => undefined);
    expect(await countsIn(opened)).toEqual(expected);
    await opened.close();
  }
});

test("a clock that was decades ahead leaves no wrong answer, and no work for each of the days", async () => {
  const directory = await makeFolder();
  onTestFinished(() => rm(directory, { recursive: true }));
  let now = T0 + 3 * DAY;
  const opened = await openIn(directory, () => now);
  onTestFinished(() => opened.close());
  const { store } = opened;
  let sent = 0;
  const append = async (hour: number) => {
    sent += 1;
    await store.append({
      station: "ab",
      received: now,
      readings: [{ at: T0 + hour * HOUR, sensor: "all", values: { pm2_5: 5 } }],
    });
  };
  const expectAll = async () => {
    const found = await store.aggregate({
      ...{ stations: ["ab"], quantities: ["pm2_5"], from: T0, until: T0 + 9 * DAY },
      buckets: { every: DAY },
    });
    const counts = found.flatMap(({ points }) => points.map(({ sums }) => sums.count));
    expect(counts.reduce((all, count) => all + count, 0)).toBe(sent);
  };
  for (const [years, hour] of [
    [0, 5],
    [60, 73],
    [60, 74],
    // A clock that has lost its time.
    [-50, 75],
    [0, 75.5],
    [0, 70],
  ] as const) {
    now = T0 + 3 * DAY + 4 * HOUR + years * 365 * DAY;
    await append(hour);
    await expectAll();
    await store.sumUp();
    await expectAll();
  }
  await append(74.5);
  await expectAll();
  await store.sumUp();
  await expectAll();
});

test("a store that was put back to an earlier state makes its sums anew", async () => {
  const [directory, earlier] = [await makeFolder(), await makeFolder()];
  onTestFinished(async () => {
    for (const folder of [directory, earlier]) await rm(folder, { recursive: true });
  });
  const now = () => T0 + 3 * DAY;
  const append = ({ store }: Opened, hour: number, value: number) =>
    store.append({
      station: "ab",
      received: now(),
      readings: [{ at: T0 + hour * HOUR, sensor: "all", values: { pm2_5: value } }],
    });
  const first = await openIn(directory, now);
  await append(first, 1, 10);
  await first.close();
  await cp(join(directory, "series.duckdb"), join(earlier, "series.duckdb"));
  const second = await openIn(directory, now);
  await append(second, 2, 20);
  await second.store.sumUp();
  await second.close();
  for (const name of ["series.duckdb", "series.duckdb.commits", "series.duckdb.wal"])
    await rm(join(directory, name), { force: true });
  await cp(join(earlier, "series.duckdb"), join(directory, "series.duckdb"));
  const third = await openIn(directory, now);
  onTestFinished(() => third.close());
  const ask = () =>
    third.store.aggregate({
      ...{ stations: ["ab"], quantities: ["pm2_5"], from: T0, until: T0 + DAY },
      buckets: { every: DAY },
    });
  const counts = async () =>
    (await ask()).map(({ points }) => points.map(({ sums }) => sums.count));
  expect(await counts()).toEqual([[1]]);
  await append(third, 5, 30);
  expect(await counts()).toEqual([[2]]);
  await third.store.sumUp();
  expect(await counts()).toEqual([[2]]);
});

test("sums that another version of the rules made are made anew", async () => {
  const directory = await makeFolder();
  onTestFinished(() => rm(directory, { recursive: true }));
  const now = () => T0 + 3 * DAY;
  const first = await openIn(directory, now);
  await first.store.append({
    station: "ab",
    received: now(),
    readings: [10, 20, 30].map((value, hour) => ({
      ...{ at: T0 + hour * HOUR, sensor: "all" },
      values: { pm2_5: value, humidity: value },
    })),
  });
  await first.store.sumUp();
  await first.close();
  const rules = quantities as unknown as Record<
    "pm2_5" | "humidity",
    { digits: number; plausible: readonly [number, number] }
  >;
  const { pm2_5, humidity } = rules;
  onTestFinished(() => {
    Object.assign(rules, { pm2_5, humidity });
  });
  Object.assign(rules, {
    pm2_5: { ...pm2_5, digits: pm2_5.digits + 1 },
    humidity: { ...humidity, plausible: [0, 25] },
  });
  const second = await openIn(directory, now);
  onTestFinished(() => second.close());
  const found = await second.store.aggregate({
    ...{ stations: ["ab"], quantities: ["pm2_5", "humidity"] },
    ...{ from: T0, until: T0 + DAY, buckets: { every: DAY } },
  });
  expect(
    found.map(({ quantity, points }) => [
      quantity,
      ...points.flatMap(({ sums, leftOut }) => [sums.mean, leftOut]),
    ]),
  ).toEqual([
    ["humidity", 15, 1],
    ["pm2_5", 20, 0],
  ]);
});

test("a store closes while its sums wait for a commit that the disk does not take", async () => {
  const directory = await makeFolder();
  onTestFinished(() => rm(directory, { recursive: true }));
  const database = await openDatabase(join(directory, "series.duckdb"));
  onTestFinished(() => database.close());
  const faults: string[] = [];
  const commits = createGroupCommit(database.writer, {
    onFault: ({ message }) => faults.push(message),
    onRecovery: () => undefined,
    retryMs: 5,
    closeWithinMs: 50,
  });
  let waits = 0;
  const counted = {
    ...commits,
    open() {
      waits += 1;
      return commits.open();
    },
  };
  const store = await openDuckdbSeries(database, counted, { now: () => T0 });
  const group = commits.open();
  const never = group.add(() => Promise.reject(new Error("no space left")));
  await expect.poll(() => faults).toEqual(["no space left"]);
  const summing = store.sumUp().catch(() => undefined);
  await expect.poll(() => waits).toBe(1);
  await store.close();
  await summing;
  await expect(never).rejects.toThrow("the store closed before the commit");
});

test("without a file for sums, means are made of points, and that is told once", async () => {
  const directory = await makeFolder();
  onTestFinished(() => rm(directory, { recursive: true }));
  await mkdir(join(directory, "series.duckdb.days"));
  const faults: Error[] = [];
  const opened = await openIn(
    directory,
    () => T0 + 3 * DAY,
    (error) => faults.push(error),
  );
  onTestFinished(() => opened.close());
  const { store } = opened;
  await store.append({
    station: "ab",
    received: T0,
    readings: [{ at: T0, sensor: "all", values: { pm2_5: 5 } }],
  });
  for (let round = 0; round < 2; round++) {
    await store.sumUp();
    const found = await store.aggregate({
      ...{ stations: ["ab"], quantities: ["pm2_5"], from: T0, until: T0 + DAY },
      buckets: { every: DAY },
    });
    expect(found.map(({ points }) => points.map(({ sums }) => sums.mean))).toEqual([[5]]);
  }
  expect(faults).toHaveLength(1);
});

test("days that changed here and there are asked for in few questions", async () => {
  const directory = await makeFolder();
  onTestFinished(() => rm(directory, { recursive: true }));
  const database = await openDatabase(join(directory, "series.duckdb"));
  onTestFinished(() => database.close());
  let questions = 0;
  const counted: typeof database = {
    ...database,
    query(...question) {
      questions += 1;
      return database.query(...question);
    },
  };
  const commits = createGroupCommit(database.writer, {
    onFault: () => undefined,
    onRecovery: () => undefined,
  });
  const store = await openDuckdbSeries(counted, commits, { now: () => T0 + 60 * DAY });
  onTestFinished(() => store.close());
  const stations = ["ab", "cd", "ef", "gh"];
  const append = (station: string, hours: readonly number[]) =>
    store.append({
      station,
      received: T0,
      readings: hours.map((hour) => ({
        ...{ at: T0 + hour * HOUR, sensor: "all" },
        values: { pm2_5: hour % 100 },
      })),
    });
  const hours = Array.from({ length: 60 * 6 }, (_, place) => place * 4);
  for (const station of stations) await append(station, hours);
  await store.sumUp();
  for (const [place, station] of stations.entries())
    await append(
      station,
      Array.from({ length: 10 }, (_, turn) => (turn * 6 + place) * 24 + 1),
    );
  questions = 0;
  const found = await store.aggregate({
    ...{ stations, quantities: ["pm2_5"], from: T0, until: T0 + 60 * DAY },
    buckets: { every: DAY },
  });
  expect(questions).toBeLessThanOrEqual(2);
  const counts = found.map(({ points }) => points.map(({ sums }) => sums.count));
  expect(counts).toEqual(
    stations.map((_, place) => Array.from({ length: 60 }, (_, day) => (day % 6 === place ? 7 : 6))),
  );
});

/** A store whose questions are counted, and fail where `isBroken` says so of their text. */
const openCounted = async (directory: string, isBroken: (sql: string) => boolean = () => false) => {
  const database = await openDatabase(join(directory, "series.duckdb"));
  let questions = 0;
  const counted: typeof database = {
    ...database,
    query(question, options) {
      questions += 1;
      return database.query(
        (connection) =>
          question(
            new Proxy(connection, {
              get(target, name) {
                const found = Reflect.get(target, name);
                if (typeof found !== "function") return found;
                return (...parts: unknown[]) => {
                  if (name === "run" && isBroken(String(parts[0])))
                    throw new Error("could not read from the disk");
                  return found.apply(target, parts);
                };
              },
            }),
          ),
        options,
      );
    },
  };
  const commits = createGroupCommit(counted.writer, {
    onFault: () => undefined,
    onRecovery: () => undefined,
  });
  const faults: string[] = [];
  const store = await openDuckdbSeries(counted, commits, {
    now: () => T0 + 10 * DAY,
    onSumsFault: ({ message }) => faults.push(message),
  });
  return {
    store,
    faults,
    /** How often the points were asked. */
    async questionsOf(work: () => Promise<unknown>) {
      questions = 0;
      await work();
      return questions;
    },
    async close() {
      await store.close();
      await database.close();
    },
  };
};

const appendAt = (store: SeriesStore, at: number, value: number) =>
  store.append({
    station: "ab",
    received: T0,
    readings: [{ at, sensor: "all", values: { pm2_5: value } }],
  });

const countsOfDays = async (store: SeriesStore, from: number, until: number) => {
  const found = await store.aggregate({
    ...{ stations: ["ab"], quantities: ["pm2_5"] as const, from, until },
    buckets: { every: DAY },
  });
  return found.flatMap(({ points }) => points.map(({ sums }) => sums.count));
};

test("sums whose file cannot be read any more are begun anew while the store is open", async () => {
  const directory = await makeFolder();
  onTestFinished(() => rm(directory, { recursive: true }));
  const first = await openCounted(directory);
  for (let hour = 0; hour < 9 * 24; hour++) await appendAt(first.store, T0 + hour * HOUR, hour);
  await first.store.sumUp();
  await first.close();
  const opened = await openCounted(directory);
  onTestFinished(() => opened.close());
  const { store } = opened;
  const ask = () => countsOfDays(store, T0, T0 + 9 * DAY);
  const expected = Array.from({ length: 9 }, () => 24);
  const path = join(directory, "series.duckdb.days");
  const bytes = await readFile(path);
  await writeFile(path, bytes.fill(0x5a, 4096));
  expect(await ask()).toEqual(expected);
  expect(opened.faults).toHaveLength(1);
  await store.sumUp();
  expect(await opened.questionsOf(async () => expect(await ask()).toEqual(expected))).toBe(0);
});

test("a day that cannot be summed up holds up no other, and is tried again, after a restart too", async () => {
  const directory = await makeFolder();
  onTestFinished(() => rm(directory, { recursive: true }));
  let isBroken = false;
  const broken = (sql: string) => isBroken && sql.includes(`instant >= ${T0 + DAY} `);
  const first = await openCounted(directory, broken);
  for (let hour = 0; hour < 72; hour++) await appendAt(first.store, T0 + hour * HOUR, hour);
  await first.store.sumUp();
  isBroken = true;
  await appendAt(first.store, T0 + DAY + 1, 5);
  await appendAt(first.store, T0 + 2 * DAY + 1, 5);
  await expect(first.store.sumUp()).rejects.toThrow("could not read from the disk");
  isBroken = false;
  const questions = ({ store, questionsOf }: typeof first, day: number, count: number) =>
    questionsOf(async () =>
      expect(await countsOfDays(store, T0 + day * DAY, T0 + (day + 1) * DAY)).toEqual([count]),
    );
  expect(await questions(first, 1, 25)).toBeGreaterThan(0);
  expect(await questions(first, 2, 25)).toBe(0);
  await first.close();
  const second = await openCounted(directory);
  onTestFinished(() => second.close());
  expect(await questions(second, 1, 25)).toBeGreaterThan(0);
  await second.store.sumUp();
  expect(await questions(second, 1, 25)).toBe(0);
  expect(await questions(second, 2, 25)).toBe(0);
});
