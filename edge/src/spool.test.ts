import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSpool, type Spool } from "./spool.ts";

const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-spool-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

const open = (path: string, options = {}): Spool => {
  const opened = openSpool(path, 0, options);
  if (!opened.ok) throw new Error(opened.detail);
  return opened.spool;
};

const message = (seq: number, size = 10) => ({
  boot: "k3v9x0qz",
  seq,
  payload: new Uint8Array(size).fill(seq),
});

test("what is written is there after the next start, in order, and what is removed is not", () => {
  const path = join(temporaryFolder(), "new", "spool.sqlite");
  const first = open(path);
  expect(first.left).toEqual([]);
  first.setLastKnown(1_790_000_000_000);
  first.write({ add: [message(0), message(1), message(2)], remove: [] });
  first.write({ add: [], remove: [message(1)] });
  first.close();
  const second = open(path);
  expect(second.left).toEqual([message(0), message(2)]);
  expect([second.starts, second.lastKnown]).toEqual([2, 1_790_000_000_000]);
  second.close();
});

test("a message of the same name takes the place of the one before", () => {
  const path = join(temporaryFolder(), "spool.sqlite");
  const spool = open(path);
  spool.write({ add: [message(0)], remove: [] });
  spool.write({ add: [{ ...message(0), payload: Uint8Array.of(9) }], remove: [] });
  spool.close();
  const again = open(path);
  expect(again.left).toEqual([{ ...message(0), payload: Uint8Array.of(9) }]);
  again.close();
});

test("the oldest go when it is full, and its files stay bounded", () => {
  const folder = temporaryFolder();
  const spool = open(join(folder, "spool.sqlite"), { limitBytes: 200_000 });
  for (let seq = 0; seq < 200; seq += 10)
    spool.write({
      add: Array.from({ length: 10 }, (_, index) => message(seq + index, 10_000)),
      remove: [],
    });
  const bytes = readdirSync(folder).reduce(
    (total, name) => total + statSync(join(folder, name)).size,
    0,
  );
  expect(bytes).toBeLessThan(6_000_000);
  spool.close();
  const again = open(join(folder, "spool.sqlite"));
  expect(again.left.at(-1)?.seq).toBe(199);
  expect(again.left.length).toBeLessThanOrEqual(20);
  again.close();
});

test("a second owner is told that it is in use", () => {
  const path = join(temporaryFolder(), "spool.sqlite");
  const spool = open(path);
  expect(openSpool(path, 0)).toMatchObject({ ok: false, reason: "in_use" });
  spool.close();
});

test("a file that cannot be read is put aside, and a new one begun", () => {
  const path = join(temporaryFolder(), "spool.sqlite");
  writeFileSync(path, "x".repeat(5000));
  const opened = openSpool(path, 7);
  expect(opened).toMatchObject({ ok: true, setAside: `${path}.damaged-7` });
  if (opened.ok) opened.spool.close();
});
