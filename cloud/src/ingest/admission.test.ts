import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createGroupCommit } from "../duckdb/group-commit.ts";
import { openDatabase } from "../duckdb/open.ts";
import { openDuckdbSeries } from "../series/duckdb/store.ts";
import { openStationDirectory } from "../stations/directory.ts";
import { createAdmission } from "./admission.ts";

const DAY = 86_400_000;
const limits = { stations: 3, stationsOfSender: 2, unheardMs: 90 * DAY };

const open = async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-admission-"));
  const database = await openDatabase(join(folder, "series.duckdb"));
  const commits = createGroupCommit(database.writer, {
    onFault: () => undefined,
    onRecovery: () => undefined,
  });
  const series = await openDuckdbSeries(database, commits);
  const stations = await openStationDirectory(database, commits, limits);
  onTestFinished(async () => {
    await commits.close();
    await database.close();
    await rm(folder, { recursive: true });
  });
  let clock = 1000 * DAY;
  let passed = 0;
  const admit = createAdmission({
    ...{ stations, series, limits },
    now: () => clock,
    elapsed: () => passed,
  });
  return {
    ...{ series, stations, admit },
    add: (id: string, by: string) => stations.change(id, clock, (record) => record, by),
    pass: (ms: number) => {
      clock += ms;
      passed += ms;
    },
    setClock: (byMs: number) => {
      clock += byMs;
    },
    now: () => clock,
  };
};

test("a sender brings so many stations, and what is known goes on", async () => {
  const { admit, add } = await open();
  await add("one", "gateway:a");
  await add("two", "gateway:a");
  expect(await admit("three", "gateway:a")).toContain("has brought 2 stations");
  expect(await admit("two", "gateway:a")).toBeUndefined();
  expect(await admit("three", "gateway:b")).toBeUndefined();
});

test("a station that was unheard for long gives its place, and its readings stay", async () => {
  const { admit, add, pass, now, series, stations } = await open();
  await add("old", "gateway:a");
  await add("measures", "gateway:a");
  await add("third", "gateway:b");
  expect(await admit("new", "gateway:c")).toContain("knows 3 stations");
  pass(91 * DAY);
  const readings = [{ at: now(), sensor: "s", values: { pm2_5: 7 } }];
  await series.append({ station: "measures", received: now(), readings });
  await series.append({ station: "old", received: now() - 91 * DAY, readings });
  expect(await admit("new", "gateway:c")).toBeUndefined();
  expect(await stations.find("old")).toBeUndefined();
  expect(await stations.find("third")).toBeUndefined();
  expect(await stations.find("measures")).toBeDefined();
  expect((await series.latest(["old"])).get("old")).toMatchObject([{ value: 7 }]);
  await add("old", "gateway:a");
  expect(await stations.find("old")).toMatchObject({ introducedBy: "gateway:a" });
});

test("a clock that is set by months makes no station give its place, at the start or later", async () => {
  const { admit, add, pass, setClock, stations } = await open();
  for (const [id, by] of [
    ["one", "gateway:a"],
    ["two", "gateway:a"],
    ["three", "gateway:b"],
  ] as const)
    await add(id, by);
  const isFull = async () => {
    expect(await admit("new", "gateway:c")).toContain("knows 3 stations");
    expect(await stations.find("one")).toBeDefined();
  };
  setClock(100 * DAY);
  await isFull();
  pass(DAY);
  await isFull();
  setClock(-180 * DAY);
  pass(DAY);
  await isFull();
  setClock(80 * DAY);
  pass(DAY);
  await isFull();
  pass(90 * DAY);
  expect(await admit("new", "gateway:c")).toBeUndefined();
});

test("after a start with a wrong clock, nobody gives its place before those that are there were heard", async () => {
  const { series, stations, add, now } = await open();
  for (const [id, by] of [
    ["one", "gateway:a"],
    ["two", "gateway:a"],
    ["three", "gateway:b"],
  ] as const)
    await add(id, by);
  let passed = 0;
  const admit = createAdmission({
    ...{ stations, series, limits },
    now: () => now() + 100 * DAY + passed,
    elapsed: () => passed,
  });
  expect(await admit("new", "gateway:c")).toContain("knows 3 stations");
  passed = 2 * 3_600_000;
  expect(await admit("new", "gateway:c")).toBeUndefined();
});
