import { readdirSync } from "node:fs";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  all,
  append,
  DAY,
  filesIn,
  MINUTE,
  NOW,
  newFolder,
  openIn,
  pointsOf,
  readings,
  T0,
} from "./sealing.fixture.ts";

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
