import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { expect, onTestFinished, test } from "vitest";
import { connectTo } from "./database.ts";
import {
  bringForward,
  judgeApplied,
  lastMigration,
  MIGRATIONS,
  RecordsTooNew,
} from "./migrations.ts";
import { freshDatabase } from "./records.fixture.ts";

const journal = JSON.parse(readFileSync(join(MIGRATIONS, "meta/_journal.json"), "utf8")) as {
  entries: { idx: number; when: number; tag: string }[];
};
const files = readdirSync(MIGRATIONS).filter((file) => file.endsWith(".sql"));

test("the journal names each file, in the order of their numbers and of their times", () => {
  const { entries } = journal;
  expect(entries.map(({ tag }) => `${tag}.sql`)).toEqual(files.toSorted());
  expect(entries.map(({ idx }) => idx)).toEqual(entries.map((_, index) => index));
  // Drizzle passes over one that is older than the last that was applied: two branches that were merged.
  const times = entries.map(({ when }) => when);
  expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
});

test("no migration was edited after it was written", () => {
  const sealed = JSON.parse(readFileSync(join(MIGRATIONS, "hashes.json"), "utf8"));
  const found = files.toSorted().map((file) => {
    const content = readFileSync(join(MIGRATIONS, file));
    return [file, createHash("sha256").update(content).digest("hex")];
  });
  // Write another migration instead. One that was written by hand: npm run migrations --workspace cloud -- --seal
  expect(Object.fromEntries(found)).toEqual(sealed);
});

test("an edited, a late and a newer migration are distinguished from ours", () => {
  const known = [
    { hash: "a", folderMillis: 1 },
    { hash: "b", folderMillis: 2 },
  ];
  const was = (...pairs: [string, number][]) => pairs.map(([hash, when]) => ({ hash, when }));
  expect(judgeApplied(known, was())).toBeUndefined();
  expect(judgeApplied(known, was(["a", 1]))).toBeUndefined();
  expect(judgeApplied(known, was(["a", 1], ["b", 2]))).toBeUndefined();
  expect(judgeApplied(known, was(["x", 1]))).toContain("migration 0");
  expect(judgeApplied(known, was(["a", 1], ["c", 3]))).toContain("migration 1");
  expect(judgeApplied(known, was(["a", 1], ["b", 2], ["c", 3]))).toContain("3 migrations");
});

test("records of a newer version are refused and left as they are; ours run once", async () => {
  const { url, remove } = await freshDatabase();
  onTestFinished(remove);
  const client = await connectTo({ url });
  onTestFinished(() => client.end());
  const count = async () =>
    (await client.query("select count(*)::int as n from drizzle.__drizzle_migrations")).rows[0]?.n;
  await bringForward(client);
  expect(await count()).toBe(lastMigration() + 1);
  const newest = readMigrationFiles({ migrationsFolder: MIGRATIONS }).at(-1)?.folderMillis ?? 0;
  await client.query(
    "insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', $1)",
    [newest + 1],
  );
  await expect(bringForward(client)).rejects.toThrow(RecordsTooNew);
  expect(await count()).toBe(lastMigration() + 2);
});
