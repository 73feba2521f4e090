import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openCloud } from "./cloud.ts";
import { Config } from "./config.ts";
import { StartError } from "./start-error.ts";

const open = async (settings: { readonly [name: string]: string }) => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-cloud-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const config = Config.parse({ DATA_DIR: folder, HTTP_PORT: "0", MQTT_PORT: "0", ...settings });
  return openCloud(config, pino({ level: "silent" }), Date.now);
};

const refusal = async (settings: { readonly [name: string]: string }) => {
  const error = await open(settings).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
};

test("for a DATA_DIR that cannot be used, the error is a sentence that names it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-cloud-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "file");
  writeFileSync(file, "not a folder");
  expect(await refusal({ DATA_DIR: file })).toMatch(/^The cloud's data cannot be used .*DATA_DIR/);
});

const storeOf = async (...statements: string[]) => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-cloud-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  mkdirSync(join(folder, "cloud"));
  const instance = await DuckDBInstance.create(join(folder, "cloud", "series.duckdb"));
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
  return folder;
};

test("for a store that a newer version wrote, the error says so; the newer version opens it", async () => {
  const DATA_DIR = await storeOf(
    "CREATE TABLE schema_version (version INTEGER NOT NULL)",
    "INSERT INTO schema_version VALUES (99)",
  );
  expect(await refusal({ DATA_DIR })).toMatch(/newer version \(schema 99, .*: update this program/);
  const instance = await DuckDBInstance.create(join(DATA_DIR, "cloud", "series.duckdb"));
  instance.closeSync();
});

test("a store that is not ours is refused in one line", async () => {
  const another = await storeOf("CREATE TABLE series (name VARCHAR)");
  const sentence = await refusal({ DATA_DIR: another });
  expect(sentence).toMatch(/^The cloud's data cannot be used .*DATA_DIR/);
  expect(sentence).not.toContain("\n");
});

test("a store whose log is broken starts with what can be read, and says so", async () => {
  const broken = await storeOf(
    "PRAGMA disable_checkpoint_on_shutdown",
    "CREATE TABLE entry (name VARCHAR)",
  );
  const folder = join(broken, "cloud");
  const path = join(folder, "series.duckdb.wal");
  // The type of the log's first entry is none.
  writeFileSync(path, readFileSync(path).fill(0xff, 2, 3));
  const cloud = await open({ DATA_DIR: broken });
  onTestFinished(() => cloud.close());
  const authorization = `Bearer ${readFileSync(join(folder, "admin-token"), "utf8").trim()}`;
  const answer = await fetch(`${cloud.http}/api/v1/health`, { headers: { authorization } });
  const { damages } = (await answer.json()) as { damages?: object[] };
  expect(damages).toHaveLength(1);
});

test("a cloud that is closed lets go of all files of its store", async () => {
  const DATA_DIR = await mkdtemp(join(tmpdir(), "dcz-cloud-"));
  onTestFinished(() => rm(DATA_DIR, { recursive: true }));
  const cloud = await open({ DATA_DIR, DATABASE_URL: "none" });
  await cloud.close();
  const left = await readdir(join(DATA_DIR, "cloud"));
  // SQLite's log and its index, which it removes when it closes its file.
  expect(left.filter((name) => /-(wal|shm)$/.test(name))).toEqual([]);
});

test("for a HOST that is elsewhere, the error is a sentence that names it", async () => {
  // An address for documentation (RFC 5737), which no machine has.
  expect(await refusal({ HOST: "192.0.2.1" })).toMatch(/^192\.0\.2\.1 .*set HOST/);
});

test("its addresses can be used as they are, IPv6 as well", async () => {
  const cloud = await open({ HOST: "::1" });
  expect(cloud.mqtt).toMatch(/^mqtt:\/\/\[::1\]:\d+$/);
  expect((await fetch(`${cloud.http}/api/v1/health`)).status).toBe(200);
  await cloud.close();
});
