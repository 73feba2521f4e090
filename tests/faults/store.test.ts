import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createGroupCommit } from "../../cloud/src/duckdb/group-commit.ts";
import { openDatabase } from "../../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../../cloud/src/series/duckdb/store.ts";
import { removeFolder } from "../folders.ts";
import { program, root, testWith } from "../real.ts";
import { besideTheSeries, type Fault, makeFaultyDisk } from "./faulty-disk.ts";

const SLOW = 240_000;

/** The database and its log. */
const database = { path: "series.duckdb", except: besideTheSeries } as const;

/** A writer in a process of its own: see store-under-fault.ts. */
const startWriter = (
  path: string,
  folder: string,
  environment: NodeJS.ProcessEnv = {},
  words: readonly ("seal" | "reseal")[] = [],
) => {
  const end = join(folder, "end");
  rmSync(end, { force: true });
  const script = join(import.meta.dirname, "store-under-fault.ts");
  const child = spawn(process.execPath, [script, path, end, ...words], {
    env: { ...process.env, ...environment },
  });
  const output = { acknowledged: -1, errors: "" };
  child.stdout.on("data", (part: Buffer) => {
    output.acknowledged = Number(part.toString().trim().split("\n").at(-1));
  });
  child.stderr.on("data", (part: Buffer) => {
    output.errors += part.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  onTestFinished(() => void child.kill("SIGKILL"));
  return {
    output,
    ended,
    isRunning: () => child.exitCode === null,
    kill: () => {
      child.kill("SIGKILL");
      return ended;
    },
    stop: () => {
      writeFileSync(end, "");
      return ended;
    },
  };
};

/** What the store has, opened with a disk that works. */
const keptIn = async (path: string) => {
  const opened = await openDatabase(path);
  const commits = createGroupCommit(opened.writer, {
    onFault: () => undefined,
    onRecovery: () => undefined,
  });
  const series = await openDuckdbSeries(opened, commits);
  const found = await series.read({
    stations: ["ab"],
    quantities: ["pm10", "pm2_5"],
    from: 0,
    until: Number.MAX_SAFE_INTEGER,
  });
  const late = await series.read({
    ...{ stations: ["late"], quantities: ["pm2_5"], from: 0, until: Number.MAX_SAFE_INTEGER },
  });
  const latest = (await series.latest(["ab"])).get("ab")?.map(({ value }) => value);
  await series.close();
  await opened.close();
  const values = found.map(({ points }) => points.map(({ value }) => value));
  const lateValues = (late[0]?.points ?? []).map(({ value }) => value);
  return { values, lateValues, latest, damages: opened.damages };
};

/** Every acknowledged number once, perhaps the one after the last, and nothing called damaged. */
const expectWhole = async (path: string, acknowledged: number) => {
  const { values, latest, damages } = await keptIn(path);
  expect(damages).toEqual([]);
  for (const kept of values) {
    expect(kept).toEqual(kept.map((_, number) => number));
    expect(kept.length - 1 - acknowledged).toBeOneOf([0, 1]);
    expect(latest).toEqual([kept.length - 1, kept.length - 1]);
  }
};

/** The same of the late readings, each of which was acknowledged before the number was. */
const expectLateWhole = async (path: string, acknowledged: number) => {
  const { lateValues } = await keptIn(path);
  const inOrder = lateValues.toSorted((one, other) => one - other);
  expect(inOrder).toEqual(inOrder.map((_, number) => number));
  expect(inOrder.length - 1 - acknowledged).toBeOneOf([0, 1]);
};

const faults: readonly Omit<Fault, "path">[] = [
  ...[1, 2, 4, 7].map((nth) => ({ call: "write", error: "ENOSPC", nth, lasting: true }) as const),
  ...[1, 3].map((nth) => ({ call: "write", error: "EIO", nth, lasting: false }) as const),
  ...[1, 2, 3].map((nth) => ({ call: "fsync", error: "EIO", nth, lasting: false }) as const),
];

for (const fault of faults)
  testWith(
    [program("gcc")],
    `the ${fault.nth}. ${fault.call} that fails with ${fault.error}${fault.lasting ? " for a while" : ""}, while the log is folded all the time, loses nothing`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "dcz-store-fault-"));
      onTestFinished(() => removeFolder(folder));
      const path = join(folder, "series.duckdb");
      const disk = makeFaultyDisk(folder, { ...fault, ...database });
      const writer = startWriter(path, folder, disk.environment);
      await expect.poll(() => writer.output.acknowledged, { timeout: SLOW }).toBeGreaterThan(20);
      disk.arm();
      await expect
        .poll(() => writer.output.errors !== "" || !writer.isRunning(), { timeout: SLOW })
        .toBe(true);
      disk.disarm();
      const before = writer.output.acknowledged;
      await expect
        .poll(() => writer.output.acknowledged > before + 20 || !writer.isRunning(), {
          timeout: SLOW,
        })
        .toBe(true);
      // It went on, or said that it must be opened again.
      expect(await writer.stop()).toBeOneOf([0, 3]);
      await expectWhole(path, writer.output.acknowledged);
    },
  );

test("a process that is killed while days are sealed loses nothing and doubles nothing, whenever that is", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-store-seal-"));
  onTestFinished(() => removeFolder(folder));
  const path = join(folder, "series.duckdb");
  // Of all rounds: a store that commits fast would else be killed before days were sealed.
  let before = 0;
  for (let round = 0; round < 6; round++) {
    const writer = startWriter(path, folder, {}, ["seal"]);
    await expect
      .poll(() => writer.output.acknowledged, { timeout: SLOW, interval: 5 + 7 * round })
      .toBeGreaterThan(before + 60 + 13 * round);
    await writer.kill();
    before = writer.output.acknowledged;
    await expectWhole(path, before);
  }
  expect(readdirSync(`${path}.sealed`).length).toBeGreaterThan(5);
});

/** Days that have a file for everybody and one for nobody else's eyes. */
const daysOfBoth = (path: string): number => {
  const files = readdirSync(`${path}.sealed`);
  const daysOf = (kind: string) =>
    new Set(files.filter((name) => name.includes(kind)).map((name) => name.slice(0, 10)));
  return daysOf("-public-").intersection(daysOf("-restricted-")).size;
};

test(
  "a process that is killed while days are written anew, for late readings or since other stations are public, loses and doubles nothing",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "dcz-store-reseal-"));
    onTestFinished(() => removeFolder(folder));
    const path = join(folder, "series.duckdb");
    let before = 0;
    for (let round = 0; round < 6; round++) {
      const writer = startWriter(path, folder, {}, ["reseal"]);
      await expect
        .poll(() => writer.output.acknowledged, { timeout: SLOW, interval: 5 + 7 * round })
        .toBeGreaterThan(before + 60 + 13 * round);
      await writer.kill();
      before = writer.output.acknowledged;
      await expectWhole(path, before);
      await expectLateWhole(path, before);
    }
    expect(daysOfBoth(path)).toBeGreaterThan(3);
  },
  SLOW,
);

const sealedFaults: readonly Omit<Fault, "path">[] = [
  { call: "write", error: "ENOSPC", nth: 2, lasting: true },
  { call: "fsync", error: "EIO", nth: 1, lasting: false },
];

for (const { word, ...fault } of sealedFaults.flatMap((one) => [
  { ...one, word: "seal" as const },
  { ...one, word: "reseal" as const },
]))
  testWith(
    [program("gcc")],
    `a file of a day that is ${word}ed in which the ${fault.nth}. ${fault.call} fails with ${fault.error} stops no reading that comes in, and loses none`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "dcz-store-seal-"));
      onTestFinished(() => removeFolder(folder));
      const path = join(folder, "series.duckdb");
      const disk = makeFaultyDisk(folder, { ...fault, path: "series.duckdb.sealed/" });
      const writer = startWriter(path, folder, disk.environment, [word]);
      await expect.poll(() => writer.output.acknowledged, { timeout: SLOW }).toBeGreaterThan(20);
      disk.arm();
      const before = writer.output.acknowledged;
      await expect
        .poll(() => writer.output.acknowledged, { timeout: SLOW })
        .toBeGreaterThan(before + 100);
      disk.disarm();
      expect(await writer.stop()).toBe(0);
      await expectWhole(path, writer.output.acknowledged);
      if (word === "reseal") await expectLateWhole(path, writer.output.acknowledged);
    },
  );

for (const end of besideTheSeries)
  testWith(
    [program("gcc")],
    `what cannot be written of ${end} stops nothing, and nothing is called missing`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "dcz-store-fault-"));
      onTestFinished(() => removeFolder(folder));
      const path = join(folder, "series.duckdb");
      const fault = { call: "write", error: "EIO", nth: 1, lasting: true } as const;
      const disk = makeFaultyDisk(folder, { ...fault, path: `series.duckdb${end}` });
      disk.arm();
      const writer = startWriter(path, folder, disk.environment);
      await expect.poll(() => writer.output.acknowledged, { timeout: SLOW }).toBeGreaterThan(20);
      expect(await writer.stop()).toBe(0);
      expect(writer.output.errors).toBe("");
      await expectWhole(path, writer.output.acknowledged);
    },
  );

testWith(
  [program("gcc")],
  "writes that take half of what they are given lose nothing",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "dcz-store-fault-"));
    onTestFinished(() => removeFolder(folder));
    const path = join(folder, "series.duckdb");
    const fault = { call: "short", error: "EIO", nth: 1, lasting: true } as const;
    const disk = makeFaultyDisk(folder, { ...fault, ...database });
    const writer = startWriter(path, folder, disk.environment);
    await expect.poll(() => writer.output.acknowledged, { timeout: SLOW }).toBeGreaterThan(20);
    disk.arm();
    const before = writer.output.acknowledged;
    await expect
      .poll(() => writer.output.acknowledged > before + 20 || !writer.isRunning(), {
        timeout: SLOW,
      })
      .toBe(true);
    disk.disarm();
    expect(await writer.stop()).toBeOneOf([0, 3]);
    await expectWhole(path, writer.output.acknowledged);
  },
);

testWith(
  [program("gcc")],
  "a store that cannot be read is refused with the system's word, and is whole when it can",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "dcz-store-fault-"));
    onTestFinished(() => removeFolder(folder));
    const path = join(folder, "series.duckdb");
    const writer = startWriter(path, folder);
    await expect.poll(() => writer.output.acknowledged, { timeout: SLOW }).toBeGreaterThan(20);
    expect(await writer.stop()).toBe(0);
    for (const nth of [1, 3]) {
      const fault = { call: "read", error: "EIO", nth, lasting: true } as const;
      const disk = makeFaultyDisk(folder, { ...fault, ...database });
      disk.arm();
      const refused = startWriter(path, folder, disk.environment);
      expect(await refused.ended).not.toBe(0);
      expect(refused.output.errors).toMatch(/i\/o error|input\/output error/i);
      disk.disarm();
    }
    await expectWhole(path, writer.output.acknowledged);
  },
);

testWith([root], "a file system that is full, then has room again, loses nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-store-full-"));
  const disk = join(folder, "disk");
  mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]);
  onTestFinished(async () => {
    execFileSync("umount", ["-l", disk]);
    await removeFolder(folder);
  });
  const path = join(disk, "series.duckdb");
  const writer = startWriter(path, folder);
  await expect.poll(() => writer.output.acknowledged, { timeout: SLOW }).toBeGreaterThan(20);
  const ballast = join(disk, "ballast");
  try {
    writeFileSync(ballast, Buffer.alloc(16 << 20));
  } catch {
    // It takes what there is room for.
  }
  expect(existsSync(ballast)).toBe(true);
  await expect
    .poll(() => writer.output.errors, { timeout: SLOW })
    .toMatch(/space|could not|cannot/i);
  rmSync(ballast);
  const before = writer.output.acknowledged;
  await expect
    .poll(() => writer.output.acknowledged > before + 20 || !writer.isRunning(), { timeout: SLOW })
    .toBe(true);
  expect(await writer.stop()).toBeOneOf([0, 3]);
  await expectWhole(path, writer.output.acknowledged);
});

testWith(
  [root],
  "a file system that becomes read-only says so, and is whole when it is writable",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "dcz-store-readonly-"));
    const disk = join(folder, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", disk]);
    onTestFinished(async () => {
      execFileSync("umount", ["-l", disk]);
      await removeFolder(folder);
    });
    const path = join(disk, "series.duckdb");
    const writer = startWriter(path, folder);
    await expect.poll(() => writer.output.acknowledged, { timeout: SLOW }).toBeGreaterThan(20);
    expect(await writer.stop()).toBe(0);
    execFileSync("mount", ["-o", "remount,ro", disk]);
    const refused = startWriter(path, folder);
    expect(await refused.ended).not.toBe(0);
    expect(refused.output.errors).toMatch(/read-only/i);
    const elsewhere = startWriter(join(disk, "new", "folder", "series.duckdb"), folder);
    expect(await elsewhere.ended).not.toBe(0);
    expect(elsewhere.output.errors).toMatch(/read-only/i);
    execFileSync("mount", ["-o", "remount,rw", disk]);
    await expectWhole(path, writer.output.acknowledged);
  },
);
