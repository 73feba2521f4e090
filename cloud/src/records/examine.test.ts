import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { Config, readConfig } from "../config.ts";
import { connectTo } from "./database.ts";
import { examineRecords } from "./examine.ts";
import { lastMigration } from "./migrations.ts";
import { freshDatabase } from "./records.fixture.ts";
import { openRecords } from "./records.ts";

const KNOWN = lastMigration() + 1;

const temporary = async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-examine-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** The programs of this run: those of npm, or the system's. */
const ownConfig = (dataDir: string) => {
  const settings = readConfig();
  return Config.parse({
    DATA_DIR: dataDir,
    POSTGRES_BIN: settings.ok ? settings.value.POSTGRES_BIN : undefined,
  });
};

test("records of one's own: before the first start, while they run, and after", async () => {
  const config = ownConfig(await temporary());
  const before = await examineRecords(config);
  expect(before).toMatchObject({ kind: "own", programs: { ok: true } });
  expect(before).not.toHaveProperty("writtenBy");
  expect(before).not.toHaveProperty("server");

  const records = await openRecords(config, pino({ level: "silent" }), Date.now);
  try {
    expect(await examineRecords(config)).toMatchObject({
      writtenBy: expect.any(Number),
      server: { ok: true, applied: KNOWN, known: KNOWN, missing: [] },
    });
  } finally {
    await records.close();
  }
  const after = await examineRecords(config);
  expect(after).toMatchObject({ writtenBy: expect.any(Number) });
  expect(after).not.toHaveProperty("server");
});

test("a folder that does not hold PostgreSQL's programs is reported", async () => {
  const folder = await temporary();
  await writeFile(join(folder, "postgres"), "");
  expect(
    await examineRecords({ DATA_DIR: folder, DATABASE_URL: undefined, POSTGRES_BIN: folder }),
  ).toMatchObject({ programs: { ok: false, reason: expect.stringContaining("POSTGRES_BIN") } });
});

test("a server of DATABASE_URL: its version, its migrations, and what another program wrote", async () => {
  const { url, remove } = await freshDatabase();
  onTestFinished(remove);
  const look = () =>
    examineRecords({ DATA_DIR: "unused", DATABASE_URL: url, POSTGRES_BIN: undefined });
  expect(await look()).toMatchObject({
    kind: "server",
    server: { ok: true, version: expect.stringMatching(/^\d+/), applied: KNOWN, known: KNOWN },
  });
  const client = await connectTo({ url });
  await client.query("update drizzle.__drizzle_migrations set hash = 'edited' where id = 1");
  await client.end();
  expect(await look()).toMatchObject({
    server: { ok: true, refusal: expect.stringContaining("migration 0") },
  });
});

test("the error for a server that does not answer leaves out the password of its address", async () => {
  const fact = await examineRecords({
    DATA_DIR: "unused",
    DATABASE_URL: "postgres://marie:secret@127.0.0.1:1/records",
    POSTGRES_BIN: undefined,
  });
  expect(fact).toMatchObject({
    kind: "server",
    place: "127.0.0.1:1/records",
    server: { ok: false, reason: expect.stringContaining("ECONNREFUSED") },
  });
  expect(JSON.stringify(fact)).not.toContain("secret");
});

test("records that were switched off are not looked for", async () => {
  expect(
    await examineRecords({ DATA_DIR: "unused", DATABASE_URL: "none", POSTGRES_BIN: undefined }),
  ).toEqual({ kind: "off" });
});
