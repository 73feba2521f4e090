import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { openSpool, SPOOLED_BYTES, type Spool } from "./spool.ts";

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

test.each([
  ["of four sensors", 1200],
  ["that barely fill a page", 4100],
  ["of a whole backfill", 60_000],
])(
  "however long batches %s wait, all files together stay below 16 MB, and the oldest go",
  (_, size) => {
    const folder = temporaryFolder();
    const spool = open(join(folder, "spool.sqlite"));
    let largest = 0;
    let seq = 0;
    const fill = (bytes: number, atOnce: number) => {
      for (let written = 0; written < bytes; ) {
        const add = Array.from({ length: Math.ceil(atOnce / size) }, () => message(seq++, size));
        written += add.length * size;
        spool.write({ add, remove: [] });
        const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
        largest = Math.max(
          largest,
          sizes.reduce((total, one) => total + one, 0),
        );
      }
    };
    fill(SPOOLED_BYTES * 1.2, 500_000);
    // As after a disk that could not be written for days.
    fill(SPOOLED_BYTES, SPOOLED_BYTES);
    spool.close();
    expect(largest).toBeLessThan(16 * 1024 * 1024);
    const again = open(join(folder, "spool.sqlite"));
    const kept = again.left.map(({ seq }) => seq);
    expect(kept).toEqual(Array.from(kept, (_, index) => seq - kept.length + index));
    expect(kept.length * size).toBeGreaterThan(SPOOLED_BYTES / 2);
    again.close();
  },
);

test("a file that is damaged while it is open is put aside, and a new one takes what waits", () => {
  const path = join(temporaryFolder(), "spool.sqlite");
  const spool = open(path);
  for (let seq = 0; seq < 60; seq++) spool.write({ add: [message(seq, 60_000)], remove: [] });
  const file = openSync(path, "r+");
  for (let page = 0; page < statSync(path).size; page += 4096)
    writeSync(file, "x".repeat(4096), page);
  closeSync(file);
  // Removing reads what the writer's own memory does not hold.
  const removed = Array.from({ length: 60 }, (_, seq) => message(seq, 60_000));
  expect(spool.write({ add: [message(60)], remove: removed })).toBe("begun_anew");
  expect(spool.write({ add: [message(60)], remove: [] })).toBe("kept");
  spool.close();
  expect(statSync(`${path}.damaged-0`).size).toBeGreaterThan(3_000_000);
  expect(reopen(path)).toEqual({ left: [60], damage: undefined });
});

test("a second owner is refused, because it is in use", () => {
  const path = join(temporaryFolder(), "spool.sqlite");
  const spool = open(path);
  expect(openSpool(path, 0)).toMatchObject({ ok: false, reason: "in_use" });
  spool.close();
});

const filled = (): string => {
  const path = join(temporaryFolder(), "spool.sqlite");
  const spool = open(path);
  for (let seq = 0; seq < 40; seq++) spool.write({ add: [message(seq, 3000)], remove: [] });
  spool.close();
  return path;
};

const reopen = (path: string) => {
  const opened = openSpool(path, 7);
  if (!opened.ok) throw new Error(opened.detail);
  opened.spool.close();
  return { left: opened.spool.left.map(({ seq }) => seq), damage: opened.damage };
};

const setAsideOf = (path: string) => `${path}.damaged-7`;

test("a file that cannot be read is put aside, a new one begun, and what it held is said", () => {
  const path = filled();
  writeFileSync(path, "x".repeat(5000));
  const setAside = setAsideOf(path);
  expect(reopen(path)).toEqual({ left: [], damage: { setAside, rescued: 0, lost: 40 } });
  expect(readFileSync(setAside, "latin1")).toBe("x".repeat(5000));
  expect(reopen(path).damage).toBeUndefined();
});

test("a payload that the disk changed is missing, and the others are carried over", () => {
  const path = filled();
  const bytes = readFileSync(path);
  const at = bytes.indexOf(Buffer.alloc(1000, 20));
  bytes[at + 500] = 21;
  writeFileSync(path, bytes);
  const { left, damage } = reopen(path);
  expect(left).toEqual([...Array(40).keys()].filter((seq) => seq !== 20));
  expect(damage).toEqual({ setAside: setAsideOf(path), rescued: 39, lost: 1 });
  expect(reopen(path)).toEqual({ left, damage: undefined });
});

test("of a file with a page of zeros the rest is carried over, and what is missing is said", () => {
  const path = filled();
  const bytes = readFileSync(path);
  const page = Math.floor(bytes.indexOf(Buffer.alloc(1000, 20)) / 4096) * 4096;
  bytes.fill(0, page, page + 4096);
  writeFileSync(path, bytes);
  const { left, damage } = reopen(path);
  expect(left.length).toBeGreaterThanOrEqual(38);
  expect(damage).toMatchObject({ rescued: left.length, lost: 40 - left.length });
});

test.each(["deleted", "deleted, with its log there", "a backup from before"])(
  "a file that is %s is missed",
  (what) => {
    const path = filled();
    const before = what === "a backup from before" ? readFileSync(path) : undefined;
    if (before !== undefined) {
      const spool = open(path);
      spool.write({ add: [message(40), message(41)], remove: [] });
      spool.close();
      writeFileSync(path, before);
    } else rmSync(path);
    if (what.includes("log")) writeFileSync(`${path}-wal`, "x".repeat(5000));
    expect(reopen(path).damage?.lost).toBe(before === undefined ? 40 : 2);
  },
);

test("after a kill the log is read, and a log that the disk changed is missed", () => {
  const path = join(temporaryFolder(), "spool.sqlite");
  const spool = open(path);
  onTestFinished(() => spool.close());
  spool.write({ add: [message(0)], remove: [] });
  spool.write({ add: [message(1), message(2)], remove: [] });
  const left = (name: string, change: (log: Buffer) => Buffer) => {
    const killed = join(temporaryFolder(), name);
    for (const suffix of ["", "-wal", ".mark"]) copyFileSync(path + suffix, killed + suffix);
    const log = readFileSync(`${killed}-wal`);
    writeFileSync(`${killed}-wal`, change(log));
    return reopen(killed);
  };
  expect(left("whole", (log) => log)).toEqual({ left: [0, 1, 2], damage: undefined });
  const { left: kept, damage } = left("changed", (log) => log.fill(0, log.length - 4000));
  expect(kept).toEqual([0]);
  expect(damage).toEqual({ rescued: 0, lost: 2 });
  // A write that was torn by the cut: whole transactions or nothing of them.
  const { size } = statSync(`${path}-wal`);
  for (let length = 0; length < size; length += Math.floor(size / 17)) {
    const { left: torn } = left("torn", (log) => log.subarray(0, length));
    expect([[], [0]]).toContainEqual(torn);
  }
});

test("what an earlier version wrote, without sums, is read", () => {
  const path = join(temporaryFolder(), "spool.sqlite");
  const database = new DatabaseSync(path);
  database.exec(`create table message (id integer primary key autoincrement, boot text not null,
    seq integer not null, payload blob not null, unique (boot, seq)) strict;
    create table state (name text primary key, value integer not null) strict;
    insert into message (boot, seq, payload) values ('k3v9x0qz', 3, x'0303')`);
  database.close();
  expect(reopen(path)).toEqual({ left: [3], damage: undefined });
});

test("of a damaged file without a mark nobody claims to know what is missing", () => {
  const path = filled();
  rmSync(`${path}.mark`);
  writeFileSync(path, "x".repeat(5000));
  expect(reopen(path).damage).toEqual({ setAside: setAsideOf(path), rescued: 0 });
});
