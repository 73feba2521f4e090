import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { openDatabase } from "../../duckdb/open.ts";
import { RefusedByStore } from "../../refused-by-store.ts";
import type { Subject } from "../contract/subject.ts";
import { describeSeriesStore } from "../store.contract.ts";
import type { SeriesStore } from "../store.ts";
import { type DuckdbSeriesStore, openDuckdbSeries } from "./store.ts";

const openIn = async (
  directory: string,
  { fullAtRows = 16_384, foldPastBytes = 1e9, lookedUpPoints = 2000 } = {},
) => {
  const database = await openDatabase(join(directory, "series.duckdb"), { foldPastBytes });
  let groups = 0;
  const commits = commitsInto(database, {
    onCommitted: () => {
      groups += 1;
    },
    fullAtRows,
  });
  const store = await openDuckdbSeries(database, commits, { learning: { lookedUpPoints } });
  return {
    store,
    groups: () => groups,
    async close() {
      await store.close();
      await database.close();
    },
  };
};

/** All days are over. */
const AFTER_ALL = Date.UTC(9999, 0);

/** Seals everything behind each append, or behind some of them. */
const sealing = (store: DuckdbSeriesStore, isTurn: (append: number) => boolean): SeriesStore => {
  let appends = 0;
  return {
    ...store,
    async append(block) {
      const appended = await store.append(block);
      if (isTurn(appends++)) await store.sealUp(AFTER_ALL);
      return appended;
    },
  };
};

const subjectWith = async (change: (store: DuckdbSeriesStore) => SeriesStore): Promise<Subject> => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-series-"));
  let opened = await openIn(directory);
  let store = change(opened.store);
  return {
    store: () => store,
    async reopen() {
      await opened.close();
      opened = await openIn(directory);
      store = change(opened.store);
    },
    async remove() {
      await opened.close();
      await rm(directory, { recursive: true });
    },
  };
};

describeSeriesStore("DuckDB, embedded", () => subjectWith((store) => store));
// A store for each test: else all days of all tests are sealed anew again and again.
describeSeriesStore(
  "DuckDB, each day sealed at once",
  () => subjectWith((store) => sealing(store, () => true)),
  { isShared: false },
);
describeSeriesStore(
  "DuckDB, half of it sealed",
  () => subjectWith((store) => sealing(store, (append) => append % 2 === 0)),
  { isShared: false },
);

test("a block that the store refuses is refused alone: its neighbours are kept, and so is what follows", async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-series-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, "series.duckdb");
  const prepared = await openDatabase(path);
  await prepared.writer.run(`
    DROP TABLE series;
    CREATE TABLE series (id INTEGER NOT NULL, station VARCHAR NOT NULL, sensor VARCHAR NOT NULL, quantity VARCHAR NOT NULL,
                         origin VARCHAR NOT NULL, variant VARCHAR NOT NULL, CHECK (sensor <> 'poison'))`);
  await prepared.close();

  const opened = await openIn(directory);
  const block = (station: string, sensor: string, at: number, value: number) => ({
    station,
    received: at,
    readings: [{ at, sensor, values: { pm2_5: value } }],
  });
  const T0 = Date.UTC(2026, 10, 24);
  const blocks = Array.from({ length: 20 }, (_, index) => block(`st-${index}`, "good", T0, index));
  blocks.splice(7, 0, block("st-1", "poison", T0, 1), block("st-3", "good", T0, 99));
  const outcomes = await Promise.allSettled(blocks.map((each) => opened.store.append(each)));
  const refused = outcomes.flatMap((outcome, index) =>
    outcome.status === "rejected" ? [{ index, reason: outcome.reason }] : [],
  );
  expect(refused).toEqual([{ index: 7, reason: expect.any(RefusedByStore) }]);
  expect(outcomes[8]).toMatchObject({ value: { conflicts: [{ kept: 3, offered: 99 }] } });
  await expect(opened.store.append(block("st-1", "poison", T0 + 1, 1))).rejects.toThrow(
    RefusedByStore,
  );
  await opened.store.append(block("st-1", "good", T0 + 1, 5));
  await opened.close();

  const again = await openIn(directory);
  onTestFinished(() => again.close());
  const found = await again.store.read({
    stations: blocks.map(({ station }) => station),
    quantities: ["pm2_5"],
    from: 0,
    until: 2 * T0,
  });
  const kept = found.map(({ station, sensor, points }) => [station, sensor, points.length]);
  expect(kept.toSorted()).toEqual(
    Array.from({ length: 20 }, (_, index) => [
      `st-${index}`,
      "good",
      index === 1 ? 2 : 1,
    ]).toSorted(),
  );
});

test("a backlog that fills many holes after a restart doubles nothing, while the holes are learned and live points come", async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-series-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const T0 = Date.UTC(2026, 10, 24);
  const MINUTE = 60_000;
  const readings = (minutes: readonly number[]) =>
    minutes.map((minute) => ({
      at: T0 + minute * MINUTE,
      sensor: "sds011",
      values: { pm2_5: minute, pm10: minute },
    }));
  const block = (minutes: readonly number[]) => ({
    station: "ab",
    received: T0,
    readings: readings(minutes),
  });
  const all = Array.from({ length: 900 }, (_, minute) => minute);
  const holes = all.filter((minute) => minute % 7 === 3 || (minute > 400 && minute < 500));

  const first = await openIn(directory);
  await first.store.append(block(all.filter((minute) => !holes.includes(minute))));
  await first.close();

  const { store, close } = await openIn(directory, { lookedUpPoints: 100 });
  onTestFinished(close);
  let live = all.length;
  const conflicts: unknown[] = [];
  const append = async (minutes: readonly number[]) =>
    conflicts.push(...(await store.append(block(minutes))).conflicts);
  const shuffled = holes.toSorted((one, other) => ((one * 7919) % 997) - ((other * 7919) % 997));
  for (let from = 0; from < shuffled.length; from += 20)
    await Promise.all([append(shuffled.slice(from, from + 20)), append([live++])]);
  await Promise.all([append(holes), append(all), append([live - 1])]);
  expect(conflicts).toEqual([]);
  const found = await store.read({
    stations: ["ab"],
    quantities: ["pm2_5", "pm10"],
    from: 0,
    until: 2 * T0,
  });
  for (const { points } of found)
    expect(points.map(({ at, value }) => [(at - T0) / MINUTE, value])).toEqual(
      Array.from({ length: live }, (_, minute) => [minute, minute]),
    );
  expect(found).toHaveLength(2);
});

test("few readings go before the many that wait, and their repeats double nothing", async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-series-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const { store, close } = await openIn(directory, { fullAtRows: 100, foldPastBytes: 1 });
  onTestFinished(close);
  const T0 = Date.UTC(2026, 10, 24);
  const block = (station: string, from: number, count: number) => ({
    station,
    received: T0,
    readings: Array.from({ length: count }, (_, index) => ({
      at: T0 + (from + index) * 1000,
      sensor: "sds011",
      values: { pm2_5: from + index },
    })),
  });
  const order: string[] = [];
  const conflicts: unknown[] = [];
  const append = async (name: string, ...args: Parameters<typeof block>) => {
    conflicts.push(...(await store.append(block(...args))).conflicts);
    order.push(name);
  };
  await Promise.all([
    ...Array.from({ length: 20 }, (_, part) => append(`many-${part}`, "many", part * 100, 100)),
    append("few", "few", 0, 1),
    // Of the station whose many wait: repeats of what is in the first and in the last group.
    append("repeat", "many", 0, 60),
    append("repeat", "many", 1950, 60),
    append("few", "few", 0, 2),
  ]);
  expect(conflicts).toEqual([]);
  expect(order.indexOf("few")).toBeLessThanOrEqual(1);
  expect(order.indexOf("repeat")).toBeGreaterThan(order.indexOf("many-18"));
  const found = await store.read({
    stations: ["few", "many"],
    quantities: ["pm2_5"],
    from: 0,
    until: 2 * T0,
  });
  expect(found.map(({ station, points }) => [station, points.length])).toEqual([
    ["few", 2],
    ["many", 2010],
  ]);
});

test("a group in which many series begin is full sooner, so that nobody waits long for it", async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-series-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const { store, groups, close } = await openIn(directory, { fullAtRows: 800 });
  onTestFinished(close);
  const T0 = Date.UTC(2026, 10, 24);
  const appendAll = (at: number) =>
    Promise.all(
      Array.from({ length: 10 }, (_, station) =>
        store.append({
          station: `st-${station}`,
          received: T0,
          readings: Array.from({ length: 70 }, (_, sensor) => ({
            at,
            sensor: `sensor-${sensor}`,
            values: { pm2_5: sensor },
          })),
        }),
      ),
    );
  await appendAll(T0);
  const first = groups();
  expect(first).toBe(5);
  await appendAll(T0 + 1000);
  expect(groups() - first).toBe(1);
});

test("a group for which many days must be read is full sooner; once they are known, it takes what comes", async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-series-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const T0 = Date.UTC(2026, 10, 24);
  const [DAY, HOUR] = [86_400_000, 3_600_000];
  const stations = Array.from({ length: 40 }, (_, station) => `st-${station}`);
  let opened = await openIn(directory);
  onTestFinished(() => opened.close());
  /** One reading on each of some days; gives how many groups were committed. */
  const appendAll = async (hour: number, days = 40): Promise<number> => {
    const before = opened.groups();
    await Promise.all(
      stations.map((station) =>
        opened.store.append({
          ...{ station, received: T0 },
          readings: Array.from({ length: days }, (_, day) => ({
            ...{ at: T0 - day * DAY + hour * HOUR, sensor: "sds011", values: { pm2_5: day } },
          })),
        }),
      ),
    );
    return opened.groups() - before;
  };
  await appendAll(0);
  await appendAll(1);
  await opened.store.sealUp(T0 + DAY);
  await opened.close();
  opened = await openIn(directory);
  // Few days of a message are read inside of its commit: thirty-two of all fill a group.
  expect(await appendAll(2, 3)).toBeGreaterThan(1);
  expect(await appendAll(3, 3)).toBe(1);
  // Of more the message waits, and no commit: one group that is waited for, and one that has all.
  expect(await appendAll(4)).toBeLessThanOrEqual(2);
  const selection = { stations, quantities: ["pm2_5" as const], from: 0, until: 2 * T0 };
  expect(await opened.store.count(selection)).toBe(40 * (3 * 40 + 2 * 3));
});
