import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { commitsInto } from "../../duckdb/commits.fixture.ts";
import { openDatabase } from "../../duckdb/open.ts";
import { openDuckdbSeries } from "../duckdb/store.ts";

const DAY = 86_400_000;
const T0 = Date.UTC(2026, 9, 1);
const NOW = T0 + 40 * DAY;
const DAYS = 8;
const EVERY = 4 * 60_000;
const KILLS = 4;

const valueAt = (at: number, station: number) => ((at / EVERY) % 211) / 10 + station;

test("an import that is killed again and again brings each point once, and nothing else is lost", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-killed-import-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const data = join(folder, "data");
  const lines = ["station,sensor,at,pm2_5,pm10"];
  for (let at = T0; at < T0 + DAYS * DAY; at += EVERY)
    for (let station = 0; station < 10; station++)
      lines.push(`st-${station},s-1,${at},${valueAt(at, station)},${station}`);
  const path = join(folder, "archive.csv");
  await writeFile(path, lines.join("\n"));
  const points = 2 * (lines.length - 1);

  /** Kills it at a moment by chance; undefined then, else what it said at its end. */
  const run = async (killAfterLines: number, killAfterMs: number): Promise<string | undefined> => {
    const script = join(import.meta.dirname, "killed-import.fixture.ts");
    const child = spawn(process.execPath, [script, data, String(NOW), path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const ended = once(child, "exit") as Promise<[number | null, string | null]>;
    let last: string | undefined;
    let said = 0;
    let timer: NodeJS.Timeout | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      last = line;
      said += 1;
      if (said === killAfterLines) timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
    }
    const [code] = await ended;
    clearTimeout(timer);
    if (code === null) return undefined;
    expect(code).toBe(0);
    return last;
  };

  let end: string | undefined;
  for (let kill = 0; kill < KILLS && end === undefined; kill++)
    end = await run(1 + 3 * kill, Math.random() * 60);
  end ??= await run(Number.POSITIVE_INFINITY, 0);
  const done = JSON.parse(end ?? "{}") as Record<string, number>;
  expect(done).toMatchObject({ points, conflicts: 0, missingCommits: 0 });

  const database = await openDatabase(join(data, "series.duckdb"));
  const commits = commitsInto(database, { folds: false });
  const store = await openDuckdbSeries(database, commits, { now: () => NOW });
  onTestFinished(async () => {
    await store.close();
    await database.close();
  });
  expect(database.damages).toEqual([]);
  for (let station = 0; station < 10; station++) {
    const [pm] = await store.read({
      ...{ stations: [`st-${station}`], quantities: ["pm2_5"], from: 0, until: NOW },
    });
    expect(pm?.points).toHaveLength(points / 20);
    expect(pm?.points.every(({ at, value }) => value === valueAt(at, station))).toBe(true);
  }
  const rows = await database.query((connection) =>
    connection.runAndReadAll(
      "SELECT (SELECT count(*) FROM point), (SELECT count(*) FROM point_late), (SELECT sum(points)::BIGINT FROM sealed_file), (SELECT count(*) FROM series), (SELECT count(DISTINCT id) FROM series)",
    ),
  );
  expect(rows.getRows()).toEqual([[0n, 0n, BigInt(points), 20n, 20n]]);
  // Neither files that count for nothing, nor anything of the work is left.
  const files = await database.query((connection) =>
    connection.runAndReadAll("SELECT name FROM sealed_file ORDER BY name"),
  );
  expect((await readdir(`${join(data, "series.duckdb")}.sealed`)).sort()).toEqual(
    files.getRows().map(([name]) => String(name)),
  );
  expect(await readdir(join(data, "under-way"))).toEqual([]);
});
