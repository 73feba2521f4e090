import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "./open.ts";

test("a start that the disk cut short leaves no half database in the way of the next", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-open-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "series.duckdb");
  const source = JSON.stringify(new URL("open.ts", import.meta.url).href);
  const script = `const { openDatabase } = await import(${source}); await openDatabase(${JSON.stringify(path)})`;
  // Files of at most 4 kB: as a full disk, which takes the first bytes and no more.
  const shell = ["-c", 'ulimit -f 8; exec "$0" --input-type=module -e "$1"'];
  const cut = spawnSync("sh", [...shell, process.execPath, script], { encoding: "utf8" });
  expect(cut.status).not.toBe(0);
  expect(existsSync(path)).toBe(false);

  const database = await openDatabase(path);
  const rows = await database.query((connection) =>
    connection.runAndReadAll("SELECT max(version) FROM schema_version"),
  );
  expect(rows.getRows()).toEqual([[5]]);
  await database.close();
  expect(existsSync(`${path}.new`)).toBe(false);
});

test("the log is folded into the file once it is long, and only when the disk has room", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-open-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "series.duckdb");
  let free = 0;
  const database = await openDatabase(path, {
    foldPastBytes: 100_000,
    freeBytes: async () => free,
  });
  onTestFinished(() => database.close());
  const logBytes = () => statSync(`${path}.wal`, { throwIfNoEntry: false })?.size ?? 0;
  const write = (rows: number) =>
    database.writer.run(`INSERT INTO point SELECT 1, range, random(), 0, 0 FROM range(${rows})`);
  await database.writer.run("CHECKPOINT");

  await write(10_000);
  const long = logBytes();
  expect(long).toBeGreaterThan(100_000);
  free = long;
  await database.foldLog();
  expect(logBytes()).toBe(long);
  free = 100 * long;
  await database.foldLog();
  expect(logBytes()).toBe(0);

  await write(10);
  await database.foldLog();
  expect(logBytes()).toBeGreaterThan(0);
});

test("a store of the first version keeps its quarantine in pieces, and replayed values apart", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-open-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "series.duckdb");
  const old = await DuckDBInstance.create(path);
  const connection = await old.connect();
  for (const sql of [
    "CREATE TABLE schema_version (version INTEGER NOT NULL)",
    "INSERT INTO schema_version VALUES (1)",
    "CREATE TABLE series (id INTEGER NOT NULL, station VARCHAR NOT NULL, sensor VARCHAR NOT NULL, quantity VARCHAR NOT NULL)",
    "CREATE TABLE point (series INTEGER NOT NULL, instant BIGINT NOT NULL, value DOUBLE NOT NULL, flags INTEGER NOT NULL, received BIGINT NOT NULL)",
    "INSERT INTO series VALUES (1, 'ab', 'sds011', 'pm2_5'), (2, 'ab', 'sds011', 'pm10')",
    "INSERT INTO point VALUES (1, 10, 1.5, 0, 11), (1, 20, 2.5, 1, 21), (2, 20, 3.5, 3, 21)",
    "CREATE TABLE quarantine (received BIGINT NOT NULL, topic VARCHAR NOT NULL, client VARCHAR NOT NULL, reason VARCHAR NOT NULL, detail VARCHAR NOT NULL, payload BLOB NOT NULL)",
    "CREATE TABLE station (id VARCHAR NOT NULL, document VARCHAR NOT NULL)",
    "INSERT INTO quarantine SELECT range, 't', 'c', 'topic', 'd', repeat('x', 1000 * range)::BLOB FROM range(3)",
  ])
    await connection.run(sql);
  connection.closeSync();
  old.closeSync();

  const database = await openDatabase(path);
  onTestFinished(() => database.close());
  const rows = await database.query((asked) =>
    asked.runAndReadAll(
      "SELECT received::INTEGER, count(place)::INTEGER, coalesce(sum(octet_length(bytes)), 0)::INTEGER FROM quarantine LEFT JOIN quarantine_piece ON message = id GROUP BY received ORDER BY received",
    ),
  );
  expect(rows.getRows()).toEqual([
    [0, 0, 0],
    [1, 1, 1000],
    [2, 2, 2000],
  ]);
  const points = await database.query((asked) =>
    asked.runAndReadAll(
      "SELECT quantity, origin, variant, value FROM point JOIN series ON id = series ORDER BY value",
    ),
  );
  expect(points.getRows()).toEqual([
    ["pm2_5", "measured", "raw", 1.5],
    ["pm2_5", "replayed", "raw", 2.5],
    ["pm10", "replayed", "raw", 3.5],
  ]);
});
