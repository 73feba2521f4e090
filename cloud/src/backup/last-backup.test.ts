import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lastBackup, noteBackup } from "./last-backup.ts";

test("when the last backup was made stands beside the data; what is no instant counts as none", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "dcz-last-backup-"));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  expect(await lastBackup(dataDir)).toBeUndefined();
  await mkdir(join(dataDir, "cloud"));
  const at = Date.UTC(2026, 10, 27, 2, 30);
  await noteBackup(dataDir, at - 86_400_000);
  await noteBackup(dataDir, at);
  expect(await lastBackup(dataDir)).toBe(at);
  expect(await readdir(join(dataDir, "cloud"))).toEqual(["last-backup"]);
  await writeFile(join(dataDir, "cloud/last-backup"), "yesterday");
  expect(await lastBackup(dataDir)).toBeUndefined();
});
