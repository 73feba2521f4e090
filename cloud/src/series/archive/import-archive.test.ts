import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { expect, onTestFinished, test } from "vitest";
import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { openDatabase } from "../../duckdb/open.ts";
import { openDuckdbSeries } from "../duckdb/store.ts";
import { findArchiveFiles } from "./archive-files.ts";
import { importArchive } from "./import-archive.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;
const T0 = Date.UTC(2026, 9, 1);
const NOW = T0 + 40 * DAY;

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-import-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
};

const openStore = async (folder: string) => {
  await mkdir(folder, { recursive: true });
  const database = await openDatabase(join(folder, "series.duckdb"));
  const commits = commitsInto(database);
  const store = await openDuckdbSeries(database, commits, { now: () => NOW });
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await store.close();
    await database.close();
  };
  onTestFinished(close);
  const take = (paths: readonly string[], signal = new AbortController().signal) => {
    const { files } = findArchiveFiles(paths);
    const work = join(folder, "under-way");
    return importArchive(store, files, {
      ...{ folder: work, now: () => NOW, signal, threads: 2, onProgress: () => undefined },
    });
  };
  const read = async (
    station: string,
    quantities: readonly QuantityName[] = ["pm2_5", "pm10", "temperature"],
  ) =>
    (await store.read({ stations: [station], quantities, from: 0, until: 2 * NOW })).map(
      ({ sensor, quantity, origin, variant, points }) => ({
        name: [sensor, quantity, origin, variant].join(" "),
        points: points.map(({ at, value, flags }) => [at, value, flags.join(" ")]),
      }),
    );
  return { store, database, close, take, read };
};

const write = async (folder: string, name: string, content: string | Buffer): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};

const iso = (at: number) => new Date(at).toISOString();

test("lines of every form come in, a wrong one is named, repeats change nothing and conflicts are shown", async () => {
  const folder = await newFolder();
  const { store, take, read } = await openStore(join(folder, "data"));
  await store.append({
    ...{ station: "here", received: T0 },
    readings: [{ at: T0, sensor: "sds011", values: { pm2_5: 7 } }],
  });
  const long = await write(
    folder,
    "long.csv",
    [
      "station,sensor,origin,quantity,unit,at,value,received,flags,first,lat,lon",
      `here,sds011,measured,pm2_5,ug/m3,${iso(T0 + MINUTE)},1.5,${iso(T0 + 2 * MINUTE)},humid,,44.8,-0.5`,
      `here,sds011,measured,pm2_5,ug/m3,${iso(T0)},7,,,,,`,
      `here,sds011,measured,pm2_5,ug/m3,${iso(T0 + 2 * MINUTE)},99,,,2.5,,`,
      `"here",sds011,measured,"pm10",ug/m3,${T0},3,,,,,`,
      `here,sds011,measured,pm2_5,mg/m3,${iso(T0)},7,,,,,`,
      `here,sds011,measured,pm2_5,ug/m3,yesterday,7,,,,,`,
      `here,sds011,measured,smell,,${iso(T0)},7,,,,,`,
      "here,sds011",
      `here,sds011,measured,pm2_5,ug/m3,${iso(T0)},much,,,,,`,
      `Here!,sds011,measured,pm2_5,ug/m3,${iso(T0)},1,,,,,`,
      `here,sds011,measured,pm2_5,ug/m3,${iso(T0)},8,,,,,`,
      `here,sds011,replayed,pm2_5,ug/m3,${iso(T0 + DAY)},9,,replayed,,,`,
    ].join("\r\n"),
  );
  const wide = await write(
    folder,
    "wide.csv.gz",
    gzipSync(
      `station;sensor;at;pm2_5;temperature\nwide;s-1;${iso(T0)};1;-2.5\nwide;s-1;${iso(T0 + 1)};;3\n\nwide;s-1;${iso(T0 + 2)};;`,
    ),
  );
  const batches = await write(
    folder,
    "batches.ndjson",
    `${JSON.stringify({ station: "line", received: T0, readings: [{ at: T0, sensor: "s-1", values: { pm2_5: 1, pm10: 1 / 3 }, flags: ["simulated"], value_flags: { pm10: ["out_of_range"] } }] })}
${JSON.stringify({ station: "line", sensor: "s-1", quantity: "pm2_5", at: iso(T0), value: 5, flags: ["humid"] })}
{"station":"line","readings":[{"at":5,"sensor":"s-1","values":{"pm2_5":1}}]}
not json
`,
  );
  const paths = [long, wide, batches];
  const first = await take(paths);
  expect(first).toMatchObject({
    ...{ points: 12, added: 10, repeats: 1, conflicts: 1, wrongLines: 8, isStopped: false },
    examples: [{ station: "here", quantity: "pm2_5", at: T0, kept: 7, offered: 8 }],
  });
  expect(first.unusedColumns.get(long)).toEqual(["lat", "lon"]);
  expect(first.wrongExamples.map(({ line, code }) => `${line} ${code}`)).toEqual([
    ...["6 unit", "7 instant", "8 quantity", "9 fields", "10 value", "11 station"],
    ...["3 instant", "4 not_json"],
  ]);
  const there = {
    here: [
      { name: "sds011 pm2_5 measured raw" },
      { name: "sds011 pm2_5 replayed raw", points: [[T0 + DAY, 9, "replayed"]] },
      { name: "sds011 pm10 measured raw", points: [[T0, 3, ""]] },
    ],
  };
  const here = await read("here");
  expect(here).toEqual(
    expect.arrayContaining([
      {
        name: "sds011 pm2_5 measured raw",
        points: [
          [T0, 7, ""],
          [T0 + MINUTE, 1.5, "humid"],
          [T0 + 2 * MINUTE, 2.5, ""],
        ],
      },
      ...there.here.slice(1),
    ]),
  );
  expect(await read("wide")).toEqual(
    expect.arrayContaining([
      { name: "s-1 pm2_5 measured raw", points: [[T0, 1, ""]] },
      {
        name: "s-1 temperature measured raw",
        points: [
          [T0, -2.5, ""],
          [T0 + 1, 3, ""],
        ],
      },
    ]),
  );
  expect(await read("line")).toEqual(
    expect.arrayContaining([
      { name: "s-1 pm2_5 measured raw", points: [[T0, 5, "humid"]] },
      { name: "s-1 pm2_5 simulated raw", points: [[T0, 1, "simulated"]] },
      { name: "s-1 pm10 simulated raw", points: [[T0, 1 / 3, "out_of_range simulated"]] },
    ]),
  );
  const files = await readdir(join(folder, "data", "series.duckdb.sealed"));
  const again = await take(paths);
  expect(again).toMatchObject({ points: 12, added: 0, repeats: 11, conflicts: 1 });
  // Nothing was written anew, and nothing is left of the work.
  expect(await readdir(join(folder, "data", "series.duckdb.sealed"))).toEqual(files);
  expect(await readdir(join(folder, "data", "under-way"))).toEqual([]);
});

test("files that cannot be read are named, and the others imported; a day that is not over is left out", async () => {
  const folder = await newFolder();
  const { take, read } = await openStore(join(folder, "data"));
  const good = await write(
    folder,
    "good.csv",
    `station,sensor,at,pm2_5\nab,s-1,${iso(T0)},1\nab,s-1,${iso(NOW + 5)},2\n`,
  );
  const columns = await write(folder, "columns.csv", "station,at,value\nab,1,2\n");
  const empty = await write(folder, "empty.csv", "");
  const packed = await write(folder, "packed.ndjson.gz", "not packed");
  const foreign = await write(folder, "foreign.parquet", "PAR1 but not really PAR1");
  const done = await take([good, columns, empty, packed, foreign]);
  expect(done).toMatchObject({ points: 1, added: 1, tooYoung: 1 });
  expect(done.leftOut.map(({ path, code }) => [path, code])).toEqual([
    [columns, "missing_columns"],
    [empty, "empty"],
    [packed, "damaged"],
    [foreign, "not_ours"],
  ]);
  expect(await read("ab")).toEqual([{ name: "s-1 pm2_5 measured raw", points: [[T0, 1, ""]] }]);
  expect(findArchiveFiles([join(folder, "gone.csv"), folder]).unreadable).toEqual([
    { path: join(folder, "gone.csv"), code: "missing" },
  ]);
});

const readings = (from: number, count: number, every = MINUTE) =>
  Array.from({ length: count }, (_, index) => ({
    at: from + index * every,
    sensor: index % 2 === 0 ? "sds011" : "bme280",
    values:
      index % 2 === 0
        ? { pm2_5: (index % 97) / 10, pm10: index / 3 }
        : { temperature: (index % 50) / 10 - 2 },
    ...(index % 50 === 0 ? { flags: ["humid" as const] } : {}),
  }));

test("sealed days of another store come in as they are, beside what is there, over a restart too", async () => {
  const folder = await newFolder();
  const source = await openStore(join(folder, "source"));
  // The same stations under other numbers.
  for (const station of ["cd", "ab", "ef"])
    await source.store.append({ station, received: T0 + DAY, readings: readings(T0, 4000) });
  await source.store.sealUp(NOW);
  const expected = new Map<string, unknown>();
  for (const station of ["ab", "cd", "ef"]) expected.set(station, await source.read(station));
  await source.close();

  const target = await openStore(join(folder, "target"));
  const mine = readings(T0, 4000).filter((_, index) => index % 3 === 0);
  await target.store.append({ station: "ab", received: T0, readings: mine.slice(0, 500) });
  await target.store.sealUp(T0 + DAY);
  await target.store.append({ station: "ab", received: T0, readings: mine.slice(400, 900) });
  await target.store.append({ station: "own", received: T0, readings: mine });
  await target.store.sumUp();
  const own = await target.read("own");
  const sealed = join(folder, "source", "series.duckdb.sealed");
  const done = await target.take([sealed]);
  expect(done).toMatchObject({ points: 18_000, conflicts: 0, leftOut: [] });
  expect(done.repeats).toBeGreaterThan(1000);
  expect(done.added + done.repeats).toBe(18_000);
  const check = async ({ read, store }: Awaited<ReturnType<typeof openStore>>) => {
    for (const [station, points] of expected) expect(await read(station)).toEqual(points);
    expect(await read("own")).toEqual(own);
    const means = await store.aggregate({
      ...{ stations: ["cd"], quantities: ["pm2_5"], from: T0, until: T0 + 3 * DAY },
      buckets: { every: 3 * DAY },
    });
    expect(means[0]?.points[0]?.sums.count).toBe(2000);
    const [latest] = (await store.latest(["cd"])).get("cd") ?? [];
    expect(latest?.at).toBe(T0 + 3999 * MINUTE);
    // What comes later to such a day is compared with what was imported.
    const { conflicts } = await store.append({
      ...{ station: "cd", received: NOW },
      readings: [{ at: T0, sensor: "sds011", values: { pm2_5: 55 } }],
    });
    expect(conflicts).toMatchObject([{ kept: 0, offered: 55 }]);
  };
  await check(target);
  await target.close();
  const again = await openStore(join(folder, "target"));
  await check(again);
  expect(await again.take([sealed])).toMatchObject({ added: 0, repeats: 18_000 });
});

test("an import that was stopped goes on where it was", async () => {
  const folder = await newFolder();
  const { take, store } = await openStore(join(folder, "data"));
  const lines = ["station,sensor,at,pm2_5"];
  for (let day = 0; day < 6; day++) lines.push(`ab,s-1,${iso(T0 + day * DAY)},${day}`);
  const path = await write(folder, "days.csv", lines.join("\n"));
  const stop = new AbortController();
  const importDay = store.importDay.bind(store);
  let days = 0;
  store.importDay = async (day) => {
    const imported = await importDay(day);
    days += 1;
    if (days === 3) stop.abort();
    return imported;
  };
  expect(await take([path], stop.signal)).toMatchObject({ isStopped: true, daysDone: 3 });
  expect(await take([path])).toMatchObject({
    ...{ isStopped: false, daysDone: 6, daysKnown: 3, points: 6, added: 6 },
  });
  expect(days).toBe(6);
});
