import { readdirSync } from "node:fs";
import { readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openCommitCount } from "../../duckdb/commit-count.ts";
import { verifyStore } from "../../duckdb/verify.ts";
import { rescueStore } from "../../rescue.ts";
import {
  all,
  append,
  DAY,
  filesIn,
  forAnybody,
  MINUTE,
  NOW,
  newFolder,
  openIn,
  pointsOf,
  readings,
  T0,
} from "./sealing.fixture.ts";

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
