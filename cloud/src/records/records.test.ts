import { DrizzleQueryError, sql } from "drizzle-orm";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { Config, readConfig } from "../config.ts";
import { openRecordsUnderTest } from "./records.fixture.ts";
import { openRecords } from "./records.ts";
import { RecordsUnavailable, saysUnavailable, sqlState } from "./unavailable.ts";

const silent = pino({ level: "silent" });

test("records answer, roll back what failed, and name PostgreSQL's code", async () => {
  const { records, remove } = await openRecordsUnderTest();
  onTestFinished(remove);
  expect(records.state()).toEqual({ up: true });
  const { rows } = await records.db.execute(sql`select plain_text('Œuvre d''ÉTÉ') as plain`);
  expect(rows).toEqual([{ plain: "oeuvre d'ete" }]);
  const failed = records.db.transaction(async (tx) => {
    await tx.execute(sql`create table kept (a int primary key)`);
    await tx.execute(sql`insert into kept values (1), (1)`);
  });
  const error = await failed.catch((reason: unknown) => reason);
  expect(sqlState(error)).toBe("23505");
  expect(saysUnavailable(error)).toBe(false);
  const { rows: left } = await records.db.execute(sql`select to_regclass('kept') as kept`);
  expect(left).toEqual([{ kept: null }]);
});

test("a connection that breaks between two questions of a transaction fails the transaction alone", async () => {
  const { records, remove } = await openRecordsUnderTest();
  onTestFinished(remove);
  for (let time = 0; time < 3; time++) {
    const broken = records.db.transaction(async (tx) => {
      const { rows } = await tx.execute(sql`select pg_backend_pid() as own`);
      await records.db.execute(sql`select pg_terminate_backend(${rows[0]?.own}, 5000)`);
      // The end of the connection is read before the next question: several turns of the loop later.
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      await tx.execute(sql`select 1`);
    });
    const error = await broken.catch((reason: unknown) => reason);
    expect(saysUnavailable(error)).toBe(true);
    await expect
      .poll(() => records.db.execute(sql`select 1`).then(({ rows }) => rows.length, String))
      .toBe(1);
  }
});

test("switched off, every use says so, and it is no fault", async () => {
  const records = await openRecords(Config.parse({ DATABASE_URL: "none" }), silent, () => 7);
  onTestFinished(() => records.close());
  expect(records.state()).toMatchObject({ up: false, since: 7, isWanted: false });
  const error = await records.db.execute(sql`select 1`).catch((reason: unknown) => reason);
  expect(saysUnavailable(error)).toBe(true);
  await expect(records.db.transaction(async () => 1)).rejects.toThrow(RecordsUnavailable);
});

test("a server that does not answer is reported, and does not keep anything from starting", async () => {
  const url = "postgres://somebody:secret@127.0.0.1:9/nothing";
  const records = await openRecords(Config.parse({ DATABASE_URL: url }), silent, Date.now);
  onTestFinished(() => records.close());
  const state = records.state();
  expect(state).toMatchObject({ up: false, isWanted: true });
  expect(JSON.stringify(state)).toContain("ECONNREFUSED");
  expect(JSON.stringify(state)).not.toContain("secret");
});

test("a wrong DATABASE_URL is refused without showing it: it may hold a password", () => {
  const settings = readConfig({ DATABASE_URL: "mysql://me:hunter2@db/x" });
  expect(settings).toMatchObject({ ok: false });
  expect(JSON.stringify(settings)).not.toContain("hunter2");
});

test("a connection that breaks during a question is no mistake of ours; elsewhere it says nothing of records", () => {
  const broken = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
  expect(saysUnavailable(new DrizzleQueryError("select 1", [], broken))).toBe(true);
  expect(saysUnavailable(broken)).toBe(false);
  expect(saysUnavailable(new Error("fetch failed", { cause: broken }))).toBe(false);
});
