import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "./open.ts";

const FOLDED = 40;
const LOGGED = 20;

/** A store whose process was killed: 40 points in the file, 20 in the log, a commit for each. */
const killedStore = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-repair-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "series.duckdb");
  const at = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  const script = `
    const { openDatabase } = await import(${at("open.ts")});
    const { createGroupCommit } = await import(${at("group-commit.ts")});
    let database = await openDatabase(${JSON.stringify(path)});
    const commit = async (from, until) => {
      const commits = createGroupCommit(database.writer, {
        onFault: () => undefined, onRecovery: () => undefined,
        beforeCommit: database.countGroup, onCommitted: database.noteCommitted,
      });
      for (let index = from; index < until; index++)
        await commits.open().add((on) => on.run("INSERT INTO point VALUES (1, $1, 1, 0, 0)", [BigInt(index)]));
    };
    await commit(0, ${FOLDED});
    await database.close();
    database = await openDatabase(${JSON.stringify(path)});
    await commit(${FOLDED}, ${FOLDED + LOGGED});
    process.kill(process.pid, "SIGKILL");`;
  const killed = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  expect(killed.signal, killed.stderr).toBe("SIGKILL");
  return path;
};

const opened = async (path: string) => {
  const database = await openDatabase(path);
  const rows = await database.query((on) => on.runAndReadAll("SELECT count(*) FROM point"));
  const { damages } = database;
  await database.close();
  return { points: Number(rows.getRows()[0]?.[0]), damages };
};

const overwrite = (file: string, offset: number, bytes: number): void => {
  const content = readFileSync(file);
  crypto.getRandomValues(content.subarray(offset, offset + bytes));
  writeFileSync(file, content);
};

test("a store that was killed opens with everything, and nothing is called damaged", async () => {
  const path = await killedStore();
  expect(await opened(path)).toEqual({ points: FOLDED + LOGGED, damages: [] });
});

test("zeros after the end of the log, as a cut of power leaves them, lose nothing", async () => {
  const path = await killedStore();
  appendFileSync(`${path}.wal`, Buffer.alloc(5000));
  const { points, damages } = await opened(path);
  expect(points).toBe(FOLDED + LOGGED);
  expect(damages).toMatchObject([{ missingCommits: 0, isWhole: true }]);
  expect(existsSync(join(damages[0]?.aside ?? "", "series.duckdb.wal"))).toBe(true);
  expect((await opened(path)).damages).toHaveLength(1);
});

test("when a log is gone, the report says how many commits are missing", async () => {
  const path = await killedStore();
  rmSync(`${path}.wal`);
  const { points, damages } = await opened(path);
  expect(points).toBe(FOLDED);
  expect(damages).toMatchObject([{ missingCommits: LOGGED, isWhole: false }]);
  // Told once, and kept.
  expect(await opened(path)).toEqual({ points: FOLDED, damages });
});

test.each([0, 4096, 8192])("a header at %i that is overwritten loses nothing", async (offset) => {
  const path = await killedStore();
  overwrite(path, offset, 4096);
  const { points, damages } = await opened(path);
  expect(points).toBe(FOLDED + LOGGED);
  expect(damages).toMatchObject([{ missingCommits: 0, rescuedRows: FOLDED + LOGGED }]);
});

/** The same sequence for the same seed: a failure can be played again. */
const createRandom = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};

const SEED = Number(process.env.DAMAGE_SEED ?? 7);

test(`damage at random offsets of any file (DAMAGE_SEED=${SEED}): the store opens, and reports what is missing`, {
  timeout: 120_000,
}, async () => {
  const random = createRandom(SEED);
  const path = await killedStore();
  const files = new Map(
    ["", ".wal", ".commits", ".headers"].map((end) => [path + end, readFileSync(path + end)]),
  );
  for (let round = 0; round < 12; round++) {
    const names = [...files.keys()];
    for (const [file, content] of files) writeFileSync(file, content);
    rmSync(`${path}.damages.json`, { force: true });
    const file = names[round % names.length] as string;
    const length = (files.get(file) as Buffer).length;
    const offset = Math.floor(random() * length);
    overwrite(file, offset, Math.min(length - offset, 512));
    const { points, damages } = await opened(path);
    const what = `${file} at ${offset}: ${JSON.stringify(damages)}`;
    if (points < FOLDED + LOGGED) expect(damages[0]?.isWhole, what).toBe(false);
    expect(points, what).toBeLessThanOrEqual(FOLDED + LOGGED);
  }
});
