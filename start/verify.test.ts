import { createHash } from "node:crypto";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { writeBackupFile } from "../cloud/src/backup/file.ts";
import { type Entry, writeFrames } from "../cloud/src/backup/frames.ts";
import { captureTerminal } from "../dcz/captured-terminal.fixture.ts";
import { verifyCommand } from "../dcz/verify/command.ts";
import type { Verified } from "../dcz/verify/finding.ts";
import { numbered, openStore } from "../gateway/src/store/store.fixture.ts";
import {
  dataFolder,
  fillCloud,
  fillGateway,
  fillStation,
  MESSAGES,
  overwrite,
} from "./data-folder.fixture.ts";
import { verifierOf } from "./verify.ts";

const run = async (dataDir: string, words: readonly string[] = [], LANG = "en_GB.UTF-8") => {
  const { terminal, outcome } = captureTerminal({ LANG });
  const load = async () => verifierOf(dataDir, Date.now);
  await verifyCommand(terminal, load).parseAsync(words, { from: "user" });
  return outcome();
};

/** Every file with the hash of its content. */
const hashesIn = async (folder: string): Promise<Record<string, string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const hashes = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [
      path,
      createHash("sha256")
        .update(await readFile(path))
        .digest("hex"),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
};

/** Verifies a folder, and that not a byte of it is another afterwards. */
const verified = async (dataDir: string) => {
  const before = await hashesIn(dataDir);
  const { stdout, code } = await run(dataDir, ["--json"]);
  expect(await hashesIn(dataDir)).toEqual(before);
  const all = (JSON.parse(stdout) as { findings: Verified[] }).findings;
  return { code, of: (name: Verified["process"]) => all.find(({ process }) => process === name) };
};

test("a folder without data, and one that is not there", async () => {
  const dataDir = await dataFolder();
  expect(await run(dataDir)).toEqual({ code: 0, stderr: "", stdout: `No data in ${dataDir}.\n` });
  const absent = await run(dataDir, ["--data-dir", join(dataDir, "absent")]);
  expect(absent).toMatchObject({ code: 2, stdout: "" });
  expect(absent.stderr).toContain("--data-dir");
});

test("what a cut of power left is sound, and stays as it is: logs are read and not folded", async () => {
  const dataDir = await dataFolder();
  await fillGateway(dataDir);
  fillStation(dataDir);
  await fillCloud(dataDir);
  const { code, of } = await verified(dataDir);
  expect(of("cloud")).toMatchObject({ state: "sound", present: 40, missing: 0, isWhole: true });
  expect(of("gateway")).toMatchObject({ state: "sound", present: MESSAGES, isWhole: true });
  expect(of("edge")).toMatchObject({ state: "sound", present: 1, isWhole: true });
  expect(code).toBe(0);
  const { stdout } = await run(dataDir, [], "fr_FR.UTF-8");
  expect(stdout).toMatch(/^cloud: intact \(.*\)\n {2}valeurs présentes : 40\n/);
});

test("a cloud whose log is gone misses commits, and goes on missing them until it is rescued", async () => {
  const dataDir = await dataFolder();
  await fillCloud(dataDir);
  await rm(join(dataDir, "cloud", "series.duckdb.wal"));
  for (let times = 0; times < 2; times++) {
    const { code, of } = await verified(dataDir);
    expect(code).toBe(1);
    expect(of("cloud")).toMatchObject({ state: "damaged", present: 20, isWhole: false });
    expect(of("cloud")?.missing).toBeGreaterThan(0);
  }
  // The count alone is left.
  await rm(join(dataDir, "cloud", "series.duckdb"));
  const { stdout } = await run(dataDir);
  expect(stdout).toMatch(/^cloud: damaged: "dcz rescue" saves .*\n.*is gone\n {2}commits missing/);
});

test("a damaged block of the cloud, and a damaged header, are found", async () => {
  const whole = await dataFolder();
  await fillCloud(whole);
  const { length } = await readFile(join(whole, "cloud", "series.duckdb"));
  const found: string[] = [];
  for (const from of [0, ...[2, 4, 6, 8].map((tenth) => Math.floor((length * tenth) / 10))]) {
    const dataDir = await dataFolder();
    await cp(join(whole, "cloud"), join(dataDir, "cloud"), { recursive: true });
    await overwrite(join(dataDir, "cloud", "series.duckdb"), from, 4096);
    const cloud = (await verified(dataDir)).of("cloud");
    // A block that is not in use harms nothing.
    if (cloud?.state === "sound") expect(cloud.present).toBe(40);
    else expect(cloud).toMatchObject({ state: "damaged", isWhole: false });
    found.push(cloud?.state ?? "");
  }
  expect(found[0]).toBe("damaged");
});

test("a damaged file of a gateway and of a station is found, told, and stays where it is", async () => {
  const dataDir = await dataFolder();
  await fillGateway(dataDir);
  await rm(join(dataDir, "gateway", "outbox.sqlite-wal"));
  await overwrite(join(dataDir, "gateway", "outbox.sqlite"), 0, 100);
  await overwrite(fillStation(dataDir), 0, 4096);
  const { code, of } = await verified(dataDir);
  expect(code).toBe(1);
  expect(of("gateway")).toMatchObject({ state: "damaged", isWhole: false });
  expect(of("edge")).toMatchObject({ state: "damaged", missing: 1, isWhole: false });
});

test("of data that another process uses nothing is said", async () => {
  const dataDir = await dataFolder();
  const store = openStore(join(dataDir, "gateway"));
  await store.outbox.append(numbered(1));
  const { stdout, code } = await run(dataDir, ["--json"]);
  expect(code).toBe(1);
  const { findings } = JSON.parse(stdout) as { findings: Verified[] };
  expect(findings).toContainEqual(
    expect.objectContaining({ process: "gateway", state: "in_use", isWhole: false }),
  );
  // It works on, and what it writes next is kept.
  expect(await store.outbox.append(numbered(2))).toMatchObject({ ok: true });
  store.close();
});

const entries = async function* (): AsyncGenerator<Entry> {
  const about = { type: "about", created: "2026-11-26T08:00:00.000Z", version: "1" } as const;
  yield { head: { ...about, migrations: null }, bytes: piecesOf("") };
  yield { head: { type: "table", name: "thing", columns: ["id"] }, bytes: piecesOf("1\n2\n") };
  yield { head: { type: "file", path: "cloud/series.duckdb" }, bytes: piecesOf("x".repeat(5000)) };
};
const piecesOf = async function* (text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
};
const compressed = async function* (): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeFrames(entries())) pieces.push(piece);
  yield gzipSync(Buffer.concat(pieces));
};

test("a backup is read to its end: whole, changed, cut, no backup, not there", async () => {
  const dataDir = await dataFolder();
  const file = join(dataDir, "copy.backup");
  await writeBackupFile(file, compressed(), Date.UTC(2026, 10, 26, 8), undefined);
  expect(await run(dataDir, [file])).toEqual({
    code: 0,
    stderr: "",
    stdout: `${file}: backup of 2026-11-26T08:00:00.000Z, whole\n  Tables: 1. Files: 1. Content: 6 kB.\n  It is not encrypted: it holds exact places and personal data.\n`,
  });
  expect(JSON.parse((await run(dataDir, [file, "--json"])).stdout)).toEqual({
    ...{ isWhole: true, file, created: "2026-11-26T08:00:00.000Z", encrypted: false },
    ...{ tables: 1, files: 1, bytes: 5004 },
  });
  const bytes = await readFile(file);
  const damaged = join(dataDir, "damaged.backup");
  for (const [what, content] of [
    ["cut", bytes.subarray(0, bytes.length - 20)],
    ["changed", Buffer.concat([bytes.subarray(0, -30), Buffer.alloc(5, 7), bytes.subarray(-25)])],
    ["another file", Buffer.from("a letter\nto somebody\n")],
  ] as const) {
    await writeFile(damaged, content);
    const found = await run(dataDir, [damaged], "fr_FR.UTF-8");
    expect(found, what).toMatchObject({ code: 1, stdout: "" });
    expect(found.stderr, what).toContain("n'est pas une sauvegarde entière");
    const { stdout } = await run(dataDir, [damaged, "--json"]);
    expect(JSON.parse(stdout), what).toMatchObject({ isWhole: false });
  }
  const absent = await run(dataDir, [join(dataDir, "absent")]);
  expect(absent).toMatchObject({ code: 1 });
  expect(absent.stderr).toContain("no such file");
  const both = await run(dataDir, [file, "--data-dir", dataDir]);
  expect(both).toMatchObject({ code: 2, stdout: "" });
});

test("an encrypted backup wants its passphrase, and the right one", async () => {
  const dataDir = await dataFolder();
  const [file, phrase, wrong] = ["copy.backup", "phrase", "wrong"].map((name) =>
    join(dataDir, name),
  ) as [string, string, string];
  await writeFile(phrase, "three words and more\n");
  await writeFile(wrong, "other words and more\n");
  await writeBackupFile(file, compressed(), 0, "three words and more");
  expect((await run(dataDir, [file])).code).toBe(2);
  const whole = await run(dataDir, [file, "--passphrase-file", phrase]);
  expect(whole).toMatchObject({ code: 0, stderr: "" });
  expect(whole.stdout).not.toContain("not encrypted");
  expect((await run(dataDir, [file, "--passphrase-file", wrong])).code).toBe(1);
  expect((await run(dataDir, [file, "--passphrase-file", join(dataDir, "absent")])).code).toBe(2);
});
