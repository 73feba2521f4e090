import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openDatabase } from "./database.ts";
import { today } from "./store.fixture.ts";

test("a database is created, durable, and opens again at the same version", () => {
  const path = join(temporaryFolder(), "new", "outbox.sqlite");
  const opened = openDatabase(path, today);
  if (!opened.ok) throw new Error(opened.detail);
  const { database } = opened;
  expect(database.prepare("pragma journal_mode").get()).toEqual({ journal_mode: "wal" });
  expect(database.prepare("pragma synchronous").get()).toEqual({ synchronous: 2 });
  expect(database.prepare("pragma user_version").get()).toEqual({ user_version: 5 });
  database.close();
  const again = openDatabase(path, today);
  expect(again).toMatchObject({ ok: true });
  expect(again).not.toHaveProperty("damage");
  if (again.ok) again.database.close();
});

test("a second gateway on the same folder is refused", () => {
  const path = join(temporaryFolder(), "outbox.sqlite");
  const first = openDatabase(path, today);
  expect(openDatabase(path, today)).toMatchObject({ ok: false, reason: "in_use" });
  if (first.ok) first.database.close();
});

test("data of a newer version is left alone", () => {
  const path = join(temporaryFolder(), "outbox.sqlite");
  const newer = new DatabaseSync(path);
  newer.exec("pragma user_version = 99; create table later (x)");
  newer.close();
  expect(openDatabase(path, today)).toMatchObject({ ok: false, reason: "newer" });
});

const keepTwo = (path: string): void => {
  const opened = openDatabase(path, today);
  if (!opened.ok) throw new Error(opened.detail);
  const { database, watermark } = opened;
  const insert = database.prepare(
    "insert into message (key, topic, payload, readings, arrived) values (?, ?, ?, 1, 0)",
  );
  for (const key of ["one", "two"]) insert.run(key, "dcz/v1/street/readings", Buffer.from(key));
  watermark.write({ lastId: 2, waiting: 2 });
  database.close();
  watermark.close();
};

const makeLater = (path: string): void => {
  const later = new DatabaseSync(path);
  later.exec("alter table message add column later text; create table later (x)");
  later.exec("pragma user_version = 99");
  later.close();
};

test("after an update was reverted, what waits in data of the later version is carried over, whole", () => {
  const folder = temporaryFolder();
  const path = join(folder, "outbox.sqlite");
  keepTwo(path);
  makeLater(path);
  const later = readFileSync(path);
  const opened = openDatabase(path, today, { takesBack: true });
  const setAside = `${path}.later-20261124T000000000Z`;
  expect(opened).toMatchObject({ ok: true, takenBack: { setAside, messages: 2 } });
  expect(opened).not.toHaveProperty("damage");
  if (!opened.ok) return;
  const waiting = opened.database.prepare("select id, key, payload from message").all();
  expect(waiting).toEqual([
    { id: 1, key: "one", payload: new Uint8Array(Buffer.from("one")) },
    { id: 2, key: "two", payload: new Uint8Array(Buffer.from("two")) },
  ]);
  opened.database.close();
  opened.watermark.close();
  expect(readFileSync(setAside)).toEqual(later);
  // The next start is one as any other.
  const again = openDatabase(path, today, { takesBack: true });
  expect(again).not.toHaveProperty("takenBack");
  if (again.ok) again.database.close();
});

test("a cut of power while data are taken back loses nothing, before and between the two names", () => {
  const path = join(temporaryFolder(), "outbox.sqlite");
  keepTwo(path);
  makeLater(path);
  // What an attempt that was cut off early left.
  writeFileSync(`${path}.taken-back`, "half");
  const opened = openDatabase(path, today, { takesBack: true });
  expect(opened).toMatchObject({ ok: true, takenBack: { messages: 2 } });
  if (opened.ok) opened.database.close();
  // Cut after the later data were put aside.
  renameSync(path, `${path}.taken-back`);
  const again = openDatabase(path, today, { takesBack: true });
  expect(again).toMatchObject({ ok: true });
  if (!again.ok) return;
  expect(again.database.prepare("select count(*) n from message").get()).toEqual({ n: 2 });
  again.database.close();
});

test("a file that cannot be read is put aside, whole, and the gateway starts afresh", () => {
  const folder = temporaryFolder();
  const path = join(folder, "outbox.sqlite");
  const damaged = Buffer.alloc(8192, "a bad card");
  writeFileSync(path, damaged);
  const opened = openDatabase(path, today);
  const setAside = `${path}.damaged-20261124T000000000Z`;
  expect(opened).toMatchObject({ ok: true, damage: { setAside, rescued: 0, missing: 0 } });
  if (!opened.ok) return;
  opened.database.exec("insert into station (id) values ('workshop')");
  opened.database.close();
  opened.watermark.close();
  expect(readdirSync(folder)).toHaveLength(3);
  expect(readFileSync(setAside)).toEqual(damaged);
});

test("a place that cannot be written is refused with what the system said", () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "not a folder");
  for (const path of [join(file, "outbox.sqlite"), "/proc/self/outbox.sqlite", "/"])
    expect(openDatabase(path, today)).toMatchObject({
      ok: false,
      reason: "refused",
      detail: expect.stringMatching(/./),
    });
});
