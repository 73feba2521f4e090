import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  append,
  DAY,
  filesIn,
  forAnybody,
  NOW,
  newFolder,
  type Opened,
  openIn,
  pointsOf,
  readings,
  T0,
} from "./sealing.fixture.ts";

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
