import { spawnSync } from "node:child_process";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";
import { openStationDirectory } from "../stations/directory.ts";
import { commitsInto } from "./commits.fixture.ts";
import { createGroupCommit } from "./group-commit.ts";
import { newestVersion } from "./migrate.ts";
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
  expect(rows.getRows()).toEqual([[newestVersion]]);
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

  // A store that is busy folds less often.
  await write(3000);
  expect(logBytes()).toBeGreaterThan(25_000);
  expect(logBytes()).toBeLessThan(100_000);
  await database.foldLog(true);
  expect(logBytes()).toBeGreaterThan(0);
  await database.foldLog(false);
  expect(logBytes()).toBe(0);
});

test("the log is folded beside questions that began before its commits; what they hold up is folded after them, and no fault", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-open-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "series.duckdb");
  const database = await openDatabase(path, { foldPastBytes: 100_000 });
  onTestFinished(() => database.close());
  const commits = commitsInto(database, { folds: false });
  onTestFinished(commits.close);
  const logBytes = () => statSync(`${path}.wal`, { throwIfNoEntry: false })?.size ?? 0;
  const commit = (sql: string) =>
    commits.open().add(async (connection) => void (await connection.run(sql)));
  const insert = "INSERT INTO point SELECT 1, range, random(), 0, 0 FROM range(10000)";
  /** A question that is not answered before it is told to end. */
  const ask = async (): Promise<() => Promise<void>> => {
    const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const answered = database.query(async (connection) => {
      await connection.run("BEGIN");
      await connection.runAndReadAll("SELECT count(*) FROM point, commit_count");
      begun.resolve();
      await end.promise;
      await connection.run("COMMIT");
    });
    await begun.promise;
    return () => {
      end.resolve();
      return answered;
    };
  };
  await commit(insert);

  const first = await ask();
  await commit(insert);
  expect(logBytes()).toBeGreaterThan(100_000);
  await database.foldLog();
  expect(logBytes()).toBe(0);
  await first();

  const second = await ask();
  await commit(`${insert}; UPDATE point SET flags = 1 WHERE instant < 10`);
  await database.foldLog();
  expect(logBytes()).toBeGreaterThan(100_000);
  await second();
  await expect
    .poll(
      async () => {
        await database.foldLog();
        return logBytes();
      },
      { timeout: 20_000 },
    )
    .toBe(0);
  const groups = await database.query((connection) =>
    connection.runAndReadAll("SELECT max(groups)::DOUBLE, count(*) < 10 FROM commit_count"),
  );
  expect(groups.getRows()).toEqual([[3, true]]);
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

/** Larger together than the memory that the store has in these tests. */
const LARGE = 100;
const MEMORY_MB = 84;
const SAID = Date.UTC(2026, 10, 24);

/** A store of version 2 with documents of 1 MB, which that version took in; in its file, or in its log. */
const storeOfLargeDocuments = async (where: "folded" | "in the log"): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-open-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "series.duckdb");
  const script = `
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const instance = await DuckDBInstance.create(${JSON.stringify(path)}, { wal_autocheckpoint: "1TB" });
    const connection = await instance.connect();
    for (const sql of [
      "CREATE TABLE schema_version (version INTEGER NOT NULL)",
      "INSERT INTO schema_version VALUES (1), (2)",
      "CREATE TABLE series (id INTEGER NOT NULL, station VARCHAR NOT NULL, sensor VARCHAR NOT NULL, quantity VARCHAR NOT NULL)",
      "CREATE TABLE point (series INTEGER NOT NULL, instant BIGINT NOT NULL, value DOUBLE NOT NULL, flags INTEGER NOT NULL, received BIGINT NOT NULL)",
      "CREATE TABLE quarantine (id BIGINT NOT NULL, received BIGINT NOT NULL, topic VARCHAR NOT NULL, client VARCHAR NOT NULL, reason VARCHAR NOT NULL, detail VARCHAR NOT NULL)",
      "CREATE TABLE quarantine_piece (message BIGINT NOT NULL, place INTEGER NOT NULL, bytes BLOB NOT NULL)",
      "CREATE TABLE station (id VARCHAR NOT NULL, document VARCHAR NOT NULL)",
      "CHECKPOINT",
      \`INSERT INTO station
        SELECT 'station-' || n, '{"id":"station-' || n || '","firstSeen":1,"cadences":{},"statusReceived":${SAID},"status":{"state":"offline","at":${SAID},"health":{"uptime":1,"waiting":0,"dropped":0,"rejected":{'
          || (SELECT string_agg('"sensor-' || k || repeat('x', 80) || '":{"checksum":' || (10000 + k) || n || '}', ',') FROM range(9500) AS keys(k)) || '}}}}'
        FROM range(${LARGE}) AS numbers(n)\`,
    ])
      await connection.run(sql);
    if (${where === "folded"}) await connection.run("CHECKPOINT");
    process.kill(process.pid, "SIGKILL");`;
  const killed = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  expect(killed.signal, killed.stderr).toBe("SIGKILL");
  return path;
};

test.each(["folded", "in the log"] as const)(
  "a store that is full of large rows (%s) opens, and folds with the default memory",
  { timeout: 240_000 },
  async (where) => {
    const path = await storeOfLargeDocuments(where);
    const options = { memoryMb: MEMORY_MB, foldPastBytes: 1 };
    const database = await openDatabase(path, options);
    onTestFinished(() => database.close());
    const commits = createGroupCommit(database.writer, {
      onFault: (error) => expect.unreachable(error.message),
      onRecovery: () => undefined,
    });
    const stations = await openStationDirectory(database, commits);
    expect(await stations.count()).toBe(LARGE);
    expect(await stations.find("station-7")).toMatchObject({
      firstSeen: 1,
      status: { state: "offline", at: SAID },
    });
    await Promise.all(
      Array.from({ length: LARGE }, (_, n) =>
        stations.change(`station-${n}`, 6, (record) => ({ ...record, statusReceived: 7 })),
      ),
    );
    await database.foldLog();
    const rows = await database.query((asked) =>
      asked.runAndReadAll("SELECT max(octet_length(bytes))::INTEGER FROM station_piece"),
    );
    expect(rows.getRows()[0]?.[0]).toBeLessThanOrEqual(1024);
    expect(database.damages).toEqual([]);
  },
);

test("a second process is refused, also after the log was folded and at later starts", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-open-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "series.duckdb");
  const source = JSON.stringify(new URL("open.ts", import.meta.url).href);
  const script = `const { openDatabase } = await import(${source}); await openDatabase(${JSON.stringify(path)})`;
  const second = () =>
    spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  for (let start = 0; start < 2; start++) {
    const database = await openDatabase(path);
    expect(second().stderr).toContain("StoreInUse");
    await database.close();
  }
});

test("a snapshot is the store as it was, while commits and starts of folding go on", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-open-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "series.duckdb");
  const database = await openDatabase(path, { foldPastBytes: 1 });
  const write = async (count: number, from: number) => {
    for (let index = from; index < from + count; index++) {
      await database.writer.run("INSERT INTO series SELECT $1, 'ab', 'x', $2, 'measured', 'raw'", [
        index,
        `q${index}`,
      ]);
      await database.foldLog();
    }
  };
  await write(20, 0);
  const copy = join(folder, "copy.duckdb");
  await database.snapshot(async (files) => {
    await write(20, 20);
    for (const { suffix, bytes, read } of files) {
      const pieces: Uint8Array[] = [];
      for await (const piece of read()) {
        pieces.push(piece);
        await write(1, 100 + pieces.length + suffix.length * 100);
      }
      const whole = Buffer.concat(pieces);
      expect(whole.length).toBe(bytes);
      writeFileSync(copy + suffix, whole);
    }
  });
  await database.close();
  const opened = await openDatabase(copy);
  const rows = await opened.query((connection) =>
    connection.runAndReadAll("SELECT count(*)::INT, max(id)::INT FROM series"),
  );
  expect(rows.getRows()).toEqual([[20, 19]]);
  expect(opened.damages).toEqual([]);
  await opened.close();
});

test("a store that is open is refused to a second process, whatever was read of its file at the start", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-open-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "series.duckdb");
  await (await openDatabase(path)).close();
  const database = await openDatabase(path);
  onTestFinished(() => database.close());
  const source = JSON.stringify(new URL("open.ts", import.meta.url).href);
  const script = `
    const { openDatabase } = await import(${source});
    const { StoreInUse } = await import(${source}.replace("open.ts", "files.ts"));
    await openDatabase(${JSON.stringify(path)}).then(() => process.exit(1), (error) => process.exit(error instanceof StoreInUse ? 0 : 2));`;
  const second = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
  expect(second.status).toBe(0);
});
