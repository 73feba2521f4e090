import { readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { NOTHING, WHOLE } from "../../access/station-view.ts";
import { openCommitCount } from "../../duckdb/commit-count.ts";
import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { openDatabase } from "../../duckdb/open.ts";
import { verifyStore } from "../../duckdb/verify.ts";
import { rescueStore } from "../../rescue.ts";
import type { Point } from "../store.ts";
import type { SealOptions } from "./sealing.ts";
import { openDuckdbSeries } from "./store.ts";

const DAY = 86_400_000;
const T0 = Date.UTC(2026, 10, 1);
const NOW = T0 + 30 * DAY;
const MINUTE = 60_000;

const openIn = async (directory: string, seal?: SealOptions) => {
  const database = await openDatabase(join(directory, "series.duckdb"));
  const faults: Error[] = [];
  const commits = commitsInto(database);
  const store = await openDuckdbSeries(database, commits, {
    now: () => NOW,
    ...(seal === undefined ? {} : { seal }),
  });
  const rowsOf = async (sql: string) =>
    (await database.query((connection) => connection.runAndReadAll(sql))).getRows();
  return {
    ...{ store, database, faults, rowsOf },
    async close() {
      await store.close();
      await database.close();
    },
  };
};

type Opened = Awaited<ReturnType<typeof openIn>>;

const newFolder = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-sealing-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
};

const readings = (from: number, count: number, value = 1, every = MINUTE) =>
  Array.from({ length: count }, (_, index) => ({
    at: from + index * every,
    sensor: "sds011",
    values: { pm2_5: value + (index % 100) / 10, pm10: value + ((index * 7919) % 997) / 10 },
  }));

const all = { from: -NOW, until: 2 * NOW };

const pointsOf = async ({ store }: Opened, station: string): Promise<readonly Point[]> =>
  (await store.read({ stations: [station], quantities: ["pm2_5"], ...all }))[0]?.points ?? [];

const filesIn = (directory: string): string[] => {
  const folder = join(directory, "series.duckdb.sealed");
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const append = ({ store }: Opened, station: string, some: ReturnType<typeof readings>) =>
  store.append({ station, received: NOW, readings: some });

test("sealed days leave the table; late points, repeats and conflicts are what they were without", async () => {
  const directory = await newFolder();
  let opened = await openIn(directory);
  await append(opened, "ab", readings(T0, 3 * 1440));
  const before = await pointsOf(opened, "ab");
  await opened.store.sealUp(T0 + 2 * DAY);
  expect(filesIn(directory)).toHaveLength(2);
  expect(await opened.rowsOf("SELECT count(*) FROM point")).toEqual([[2n * 1440n]]);
  expect(await pointsOf(opened, "ab")).toEqual(before);
  // A repeat, a contradiction, and what was missing.
  const late = { ...readings(T0 + 30_000, 1)[0], values: { pm2_5: 42 } };
  const { conflicts } = await opened.store.append({
    station: "ab",
    received: NOW,
    readings: [
      ...readings(T0, 10),
      { ...late, at: T0 + MINUTE, values: { pm2_5: 7 } },
      late,
    ] as never,
  });
  expect(conflicts).toMatchObject([{ at: T0 + MINUTE, kept: 1.1, offered: 7 }]);
  const after = await pointsOf(opened, "ab");
  expect(after).toHaveLength(before.length + 1);
  expect(await opened.rowsOf("SELECT count(*) FROM point_late")).toEqual([[1n]]);
  await opened.store.sealUp(T0 + 2 * DAY);
  expect(await opened.rowsOf("SELECT count(*) FROM point_late")).toEqual([[0n]]);
  expect(filesIn(directory)).toHaveLength(2);
  expect(await pointsOf(opened, "ab")).toEqual(after);
  await opened.close();
  opened = await openIn(directory);
  onTestFinished(() => opened.close());
  expect(await pointsOf(opened, "ab")).toEqual(after);
  expect(
    (await opened.store.append({ station: "ab", received: NOW, readings: readings(T0, 3 * 1440) }))
      .conflicts,
  ).toEqual([]);
  expect(await pointsOf(opened, "ab")).toEqual(after);
});

test("days before 1970, of a clock that is years ahead, and of one instant are sealed as others; years beyond 9999 are not", async () => {
  const directory = await newFolder();
  const opened = await openIn(directory);
  onTestFinished(() => opened.close());
  const instants = [
    -3 * DAY - 1,
    -DAY,
    -1,
    0,
    DAY - 1,
    T0,
    Date.UTC(2099, 5, 1),
    Date.UTC(12_000, 0),
  ];
  for (const at of instants) await append(opened, "ab", readings(at, 1, at % 97));
  const range = { from: -NOW, until: Date.UTC(13_000, 0) };
  const read = () =>
    opened.store.read({ stations: ["ab"], quantities: ["pm2_5", "pm10"], ...range });
  const before = await read();
  expect(before[0]?.points.map(({ at }) => at)).toEqual(instants);
  await opened.store.sealUp(Date.UTC(13_000, 0));
  expect(filesIn(directory)).toHaveLength(5);
  expect(await opened.rowsOf("SELECT count(*) FROM point")).toEqual([[2n]]);
  expect(await read()).toEqual(before);
  expect(await opened.store.count({ stations: ["ab"], quantities: ["pm2_5"], ...range })).toBe(8);
});

const forAnybody = (isPublic: (station: string) => boolean): SealOptions => ({
  anybody: { viewOf: (station) => (isPublic(station) ? WHOLE : NOTHING), edition: () => 0 },
  firstAfterMs: 1e9,
});

test("a station's points go into files apart when it becomes public, and back", async () => {
  const directory = await newFolder();
  const open = new Set(["public"]);
  const opened = await openIn(
    directory,
    forAnybody((station) => open.has(station)),
  );
  onTestFinished(() => opened.close());
  for (const station of ["public", "private", "other"])
    await append(opened, station, readings(T0, 100));
  const stationsIn = async (visibility: string) => {
    const names = filesIn(directory).filter((name) => name.includes(`-${visibility}-`));
    const found = new Set<unknown>();
    for (const name of names)
      for (const [station] of await opened.rowsOf(
        `SELECT DISTINCT station FROM read_parquet('${join(directory, "series.duckdb.sealed", name)}')`,
      ))
        found.add(station);
    return [...found].sort();
  };
  await opened.store.sealUp(NOW);
  expect(await stationsIn("public")).toEqual(["public"]);
  expect(await stationsIn("restricted")).toEqual(["other", "private"]);
  open.delete("public");
  open.add("other");
  await opened.store.sealUp(NOW);
  expect(await stationsIn("public")).toEqual(["other"]);
  expect(await stationsIn("restricted")).toEqual(["private", "public"]);
  for (const station of ["public", "private", "other"])
    expect(await pointsOf(opened, station)).toHaveLength(100);
});

test("a change of one station leaves the files without it as they are, and late points where they were", async () => {
  const directory = await newFolder();
  const open = new Set(["first"]);
  const opened = await openIn(
    directory,
    forAnybody((station) => open.has(station)),
  );
  onTestFinished(() => opened.close());
  for (const station of ["first", "second", "third"])
    await append(opened, station, readings(T0, 100));
  await opened.store.sealUp(NOW);
  const before = filesIn(directory).filter((name) => name.includes("-public-"));
  for (const station of ["first", "third"]) await append(opened, station, readings(T0 + 30_000, 3));
  open.add("second");
  await opened.store.sealUp(T0);
  const after = filesIn(directory).filter((name) => name.includes("-public-"));
  expect(after).toHaveLength(2);
  expect(after).toEqual(expect.arrayContaining(before));
  const stations = () =>
    opened.store.dayFiles.list({ from: 0, until: 1e6 }, 9).flatMap(([, files]) => files);
  expect(stations().map((file) => [file.stations, file.points])).toEqual([
    [1, 200],
    [1, 200],
  ]);
  for (const [station, points] of Object.entries({ first: 103, second: 100, third: 103 }))
    expect(await pointsOf(opened, station)).toHaveLength(points);
  await opened.store.sealUp(NOW);
  expect(stations()).toMatchObject([{ stations: 2, points: 406 }]);
});

test("many days that are in the wrong files are put right some at a time, the newest first", async () => {
  const directory = await newFolder();
  const before = await openIn(directory);
  await append(before, "ab", readings(T0, 3 * 1440));
  await before.store.sealUp(NOW);
  await before.close();
  const opened = await openIn(directory, {
    ...forAnybody(() => true),
    ...{ classesEveryMs: 10, misplacedMs: 0 },
  });
  onTestFinished(() => opened.close());
  const days = () => opened.store.dayFiles.list({ from: 0, until: 1e6 }, 9).map(([day]) => day);
  const last = T0 / DAY + 2;
  const seen = new Set<string>();
  await expect
    .poll(() => seen.add(days().join()).size === 0 || days(), { timeout: 60_000, interval: 2 })
    .toEqual([last - 2, last - 1, last]);
  for (const some of seen)
    expect(["", `${last}`, `${last - 1},${last}`, days().join()]).toContain(some);
  await expect.poll(opened.store.daysWaiting).toBe(0);
});

test("a file of which nobody knows what it holds is given to nobody, and is written anew", async () => {
  const directory = await newFolder();
  const options = forAnybody((station) => station !== "private");
  const listed = ({ store }: Opened) =>
    store.dayFiles.list({ from: 0, until: 1e6 }, 9).flatMap(([, files]) => files);
  let opened = await openIn(directory, options);
  for (const station of ["private", "public"]) await append(opened, station, readings(T0, 100));
  await opened.store.sealUp(NOW);
  expect(listed(opened)).toMatchObject([{ stations: 1 }]);
  await opened.database.writer.run("UPDATE sealed_file SET sensors = NULL, sha256 = NULL");
  await opened.close();
  opened = await openIn(directory, options);
  onTestFinished(() => opened.close());
  expect(listed(opened)).toEqual([]);
  await opened.store.sealUp(T0);
  expect(listed(opened)).toMatchObject([{ stations: 1, points: 200 }]);
  for (const station of ["private", "public"])
    expect(await pointsOf(opened, station)).toHaveLength(100);
});

test("a file that is gone or short is told as a damage at the next start, and all others are read", async () => {
  const directory = await newFolder();
  const first = await openIn(directory);
  await append(first, "ab", readings(T0, 3 * 1440));
  await first.store.sealUp(NOW);
  await first.close();
  const [gone = "", short = "", whole] = filesIn(directory).sort();
  const folder = join(directory, "series.duckdb.sealed");
  await rm(join(folder, gone));
  await truncate(join(folder, short), 100);
  const opened = await openIn(directory);
  onTestFinished(() => opened.close());
  expect(opened.database.damages).toMatchObject([
    { reason: `${gone} is gone`, isWhole: false, lostRows: 2880 },
    { reason: expect.stringContaining("has 100 bytes"), isWhole: false, lostRows: 2880 },
  ]);
  expect(filesIn(directory)).toEqual([whole]);
  expect(await pointsOf(opened, "ab")).toHaveLength(1440);
});

test.each(["a question", "a late point"])(
  "a file that %s meets damaged is put aside, and what can be read of it stays",
  async (met) => {
    const directory = await newFolder();
    const opened = await openIn(directory);
    onTestFinished(() => opened.close());
    // Two row groups at least.
    for (let station = 0; station < 12; station++)
      await append(opened, `st-${station}`, readings(T0, 1440));
    await opened.store.sealUp(NOW);
    const [name = ""] = filesIn(directory);
    const path = join(directory, "series.duckdb.sealed", name);
    const bytes = await readFile(path);
    const start = Math.floor(bytes.length / 5);
    for (let at = start; at < start + 3; at++) bytes[at] = (bytes[at] as number) ^ 255;
    await writeFile(path, bytes);
    if (met === "a late point")
      await opened.store.append({ station: "st-0", received: NOW, readings: readings(T0, 3) });
    await expect
      .poll(async () => {
        const quantities = ["pm2_5", "pm10"] as const;
        await opened.store.read({ stations: ["st-0", "st-11"], quantities, ...all });
        return opened.database.damages.length;
      })
      .toBe(1);
    const [damage] = opened.database.damages;
    expect(damage).toMatchObject({ isWhole: false, missingCommits: 0 });
    expect(damage?.rescuedRows).toBeGreaterThan(0);
    expect((damage?.rescuedRows ?? 0) + (damage?.lostRows ?? 0)).toBe(12 * 2880);
    expect(filesIn(directory)).toEqual([]);
    expect(await pointsOf(opened, "st-11")).toHaveLength(1440);
    await opened.store.sealUp(NOW);
    expect(await pointsOf(opened, "st-11")).toHaveLength(1440);
  },
);

test("sums of days stay as they are when their points are sealed, over a restart too", async () => {
  const directory = await newFolder();
  let opened = await openIn(directory);
  await append(opened, "ab", readings(T0, 3 * 1440));
  await opened.store.sumUp();
  const sums = () =>
    opened.store.aggregate({
      ...{ stations: ["ab"], quantities: ["pm2_5", "pm10"] as const, ...all },
      buckets: { every: DAY },
    });
  const before = await sums();
  await opened.store.sealUp(T0 + 3 * DAY);
  expect(await sums()).toEqual(before);
  await opened.close();
  opened = await openIn(directory);
  expect(await sums()).toEqual(before);
  await append(opened, "ab", readings(T0 + 500, 5, 3));
  await opened.store.sealUp(T0 + 3 * DAY);
  await opened.close();
  opened = await openIn(directory);
  onTestFinished(() => opened.close());
  expect((await sums())[0]?.points.map(({ sums: { count } }) => count)).toEqual([1445, 1440, 1440]);
});

test("files are read past DuckDB to the same points that it gives, decided and late ones too", async () => {
  const directory = await newFolder();
  const opened = await openIn(directory);
  onTestFinished(() => opened.close());
  const stations = Array.from({ length: 20 }, (_, station) => `st-${station}`);
  let seed = 7;
  const chance = (most: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return seed % most;
  };
  const values = [1.5, 2.25, -0, 1e9, 0.1 + 0.2, 17];
  for (let round = 0; round < 6; round++) {
    for (const station of stations)
      await opened.store.append({
        station,
        received: NOW + chance(3),
        readings: Array.from({ length: 30 }, () => ({
          at: T0 + chance(5 * 24) * 3_600_000 + chance(2),
          sensor: `sensor-${chance(2)}`,
          flags: chance(4) === 0 ? (["humid"] as const).slice() : [],
          values: {
            pm2_5: values[chance(6)] as number,
            ...(chance(3) > 0 && { laeq: chance(90) }),
          },
        })),
      });
    await opened.store.choose(
      [null, 42].map((value) => ({
        ...{ station: stations[chance(20)] as string, sensor: "sensor-0", quantity: "pm2_5" },
        ...{ origin: "measured", variant: "raw", value, decided: NOW, by: "administrator" },
        at: T0 + chance(5 * 24) * 3_600_000,
      })),
    );
    if (round % 2 === 0) await opened.store.sealUp(T0 + (round + 1) * DAY);
    const quantities = ["pm2_5", "laeq"] as const;
    const range = { from: T0 + chance(30) * 3_600_000, until: T0 + (60 + chance(60)) * 3_600_000 };
    // Of so many series, all is asked for in SQL.
    const together = await opened.store.read({ stations, quantities, ...range });
    const alone: (typeof together)[number][] = [];
    for (const station of stations)
      alone.push(...(await opened.store.read({ stations: [station], quantities, ...range })));
    const named = (some: readonly (typeof together)[number][]) =>
      some.toSorted((one, other) => (one.station < other.station ? -1 : 1));
    expect(named(alone)).toEqual(named(together));
  }
});

test("a copy that is taken while days are sealed anew is whole", async () => {
  const directory = await newFolder();
  const copy = await newFolder();
  const opened = await openIn(directory);
  await append(opened, "ab", readings(T0, 3 * 1440));
  await opened.store.sealUp(T0 + DAY);
  await opened.database.snapshot(async (files) => {
    await append(opened, "ab", readings(T0 + 500, 10));
    await opened.store.sealUp(T0 + 3 * DAY);
    for (const { suffix, read } of files) {
      const path = join(copy, `series.duckdb${suffix}`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, read());
    }
  });
  expect(filesIn(directory)).toHaveLength(3);
  await opened.close();
  const again = await openIn(copy);
  onTestFinished(() => again.close());
  expect(again.database.damages).toEqual([]);
  expect(await pointsOf(again, "ab")).toHaveLength(3 * 1440);
  expect(
    (await again.store.append({ station: "ab", received: NOW, readings: readings(T0, 1440) }))
      .conflicts,
  ).toEqual([]);
  expect(await pointsOf(again, "ab")).toHaveLength(3 * 1440);
});

test("what a process left that ended before it named its file is removed, and nothing else", async () => {
  const directory = await newFolder();
  let opened = await openIn(directory);
  await append(opened, "ab", readings(T0, 1440));
  await opened.store.sealUp(NOW);
  await opened.close();
  const folder = join(directory, "series.duckdb.sealed");
  const [named] = filesIn(directory);
  await writeFile(join(folder, "2026-11-01-restricted-1-0123abcd.parquet"), "half");
  await writeFile(join(folder, "2026-11-02-restricted-1-0123abcd.parquet.new"), "half");
  opened = await openIn(directory);
  onTestFinished(() => opened.close());
  expect(filesIn(directory)).toEqual([named]);
  expect(await pointsOf(opened, "ab")).toHaveLength(1440);
});

test("a store of which most was sealed gives its disk space back at the next start, and is the same", async () => {
  const directory = await newFolder();
  const path = join(directory, "series.duckdb");
  const first = await openIn(directory);
  await append(first, "ab", readings(T0, 1440));
  // As a store that grew for a year.
  await first.database.writer.run(`
    CREATE TABLE ballast AS SELECT hash(range) AS bytes FROM range(4_000_000);
    CHECKPOINT; DROP TABLE ballast; CREATE TABLE last AS SELECT 1 AS one; CHECKPOINT`);
  await first.store.sealUp(NOW);
  const before = await pointsOf(first, "ab");
  await first.close();
  const large = (await stat(path)).size;
  expect(large).toBeGreaterThan(20 << 20);
  await writeFile(`${path}.shrunk`, "of a process that ended");
  let opened = await openIn(directory);
  expect((await stat(path)).size).toBeLessThan(large / 4);
  expect(await pointsOf(opened, "ab")).toEqual(before);
  expect(opened.database.damages).toEqual([]);
  await append(opened, "ab", readings(T0 + 3 * DAY, 10));
  await opened.close();
  opened = await openIn(directory);
  onTestFinished(() => opened.close());
  expect(await pointsOf(opened, "ab")).toHaveLength(1450);
  expect(readdirSync(directory)).not.toContain("series.duckdb.shrunk");
});

test("after a damage that took what the store knew of its files, they are found again; one of a day that stands in the table is put aside", async () => {
  const directory = await newFolder();
  const path = join(directory, "series.duckdb");
  const first = await openIn(directory);
  await append(first, "ab", readings(T0, 3 * 1440));
  await first.store.sealUp(NOW);
  const before = await pointsOf(first, "ab");
  await first.database.writer.run("DELETE FROM sealed_file");
  await first.database.writer.run(
    `INSERT INTO point SELECT id, ${T0 + 2 * DAY + 7}, 5, 0, ${NOW} FROM series WHERE quantity = 'pm2_5'`,
  );
  await first.close();
  // Commits are missing.
  const counted = openCommitCount(`${path}.commits`);
  counted.write(counted.before + 3);
  counted.write(counted.before + 3);
  counted.close();
  const opened = await openIn(directory);
  onTestFinished(() => opened.close());
  expect(opened.database.damages).toMatchObject([{ missingCommits: 3 }]);
  const points = await pointsOf(opened, "ab");
  expect(points.slice(0, -1)).toEqual(before.slice(0, 2 * 1440));
  expect(points.at(-1)).toMatchObject({ at: T0 + 2 * DAY + 7 });
  expect(filesIn(directory)).toHaveLength(2);
  const aside = readdirSync(directory).filter((name) => name.startsWith("damaged-"));
  expect(aside.flatMap((name) => readdirSync(join(directory, name)))).toHaveLength(1);
  // Nothing is doubled: the days are known to have points.
  await append(opened, "ab", readings(T0, 2 * 1440));
  expect(await pointsOf(opened, "ab")).toEqual(points);
});

test("after such a damage, files of a day that was written anew in part are found again, all of them", async () => {
  const directory = await newFolder();
  const path = join(directory, "series.duckdb");
  const open = new Set(["first"]);
  const options = forAnybody((station) => open.has(station));
  const first = await openIn(directory, options);
  const stations = ["first", "second", "third"];
  for (const station of stations) await append(first, station, readings(T0, 100));
  await first.store.sealUp(NOW);
  const former = new Map<string, Buffer>();
  for (const name of filesIn(directory))
    former.set(name, await readFile(join(directory, "series.duckdb.sealed", name)));
  open.add("second");
  await first.store.sealUp(T0);
  const files = filesIn(directory);
  expect(files).toHaveLength(3);
  const before = await Promise.all(stations.map((station) => pointsOf(first, station)));
  await first.database.writer.run("DELETE FROM sealed_file");
  await first.close();
  const counted = openCommitCount(`${path}.commits`);
  counted.write(counted.before + 3);
  counted.write(counted.before + 3);
  counted.close();
  let opened = await openIn(directory, options);
  expect(filesIn(directory).sort()).toEqual(files.sort());
  expect(await Promise.all(stations.map((station) => pointsOf(opened, station)))).toEqual(before);
  const listed = opened.store.dayFiles.list({ from: 0, until: 1e6 }, 9).flatMap(([, some]) => some);
  expect(listed).toMatchObject([{ stations: 1 }, { stations: 1 }]);

  // The same where the process ended before it removed what was replaced: nothing is doubled.
  await opened.database.writer.run("DELETE FROM sealed_file");
  await opened.close();
  for (const [name, bytes] of former)
    await writeFile(join(directory, "series.duckdb.sealed", name), bytes);
  const again = openCommitCount(`${path}.commits`);
  again.write(again.before + 3);
  again.write(again.before + 3);
  again.close();
  opened = await openIn(directory, options);
  onTestFinished(() => opened.close());
  expect(await Promise.all(stations.map((station) => pointsOf(opened, station)))).toEqual(before);
});

test("a file that was damaged in the middle is found by who verifies, and rescued as far as it can be read", async () => {
  const directory = await newFolder();
  const path = join(directory, "series.duckdb");
  const first = await openIn(directory);
  for (let station = 0; station < 12; station++)
    await append(first, `st-${station}`, readings(T0, 1440));
  await first.store.sealUp(NOW);
  await append(first, "st-0", readings(NOW - MINUTE, 1));
  await first.close();
  const points = 12 * 2880 + 2;
  expect(await verifyStore(path)).toEqual({ points, missingCommits: 0 });
  const [name = ""] = filesIn(directory);
  const file = join(directory, "series.duckdb.sealed", name);
  const bytes = await readFile(file);
  bytes[Math.floor(bytes.length / 5)] = (bytes[Math.floor(bytes.length / 5)] as number) ^ 1;
  await writeFile(file, bytes);
  expect(await verifyStore(path)).toEqual({
    damage: `${name} has another checksum than when it was written`,
    points,
  });
  expect(await readFile(file)).toEqual(bytes);
  const rescued = await rescueStore(directory);
  const [{ rescuedRows = 0, lostRows = 0, ...damage } = {}] = rescued.damages;
  expect(damage).toMatchObject({ isWhole: false, missingCommits: 0 });
  expect(rescuedRows).toBeGreaterThan(0);
  expect(rescuedRows + lostRows).toBe(12 * 2880);
  expect(rescued.points).toBe(rescuedRows + 2);
  expect(await verifyStore(path)).toEqual({ points: rescuedRows + 2, missingCommits: 0 });
});
