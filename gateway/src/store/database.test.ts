import { readdirSync, readFileSync, writeFileSync } from "node:fs";
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
