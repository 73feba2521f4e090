import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "./open.ts";

test("a start that the disk cut short leaves no half database in the way of the next", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-open-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "series.duckdb");
  const source = JSON.stringify(new URL("open.ts", import.meta.url).href);
  const script = `const { openDatabase } = await import(${source}); await openDatabase(${JSON.stringify(path)})`;
  // Files of at most 4 kB: as a full disk, which takes the first bytes and no more.
  const shell = ["-c", 'ulimit -f 8; exec "$0" --input-type=module -e "$1"'];
  const cut = spawnSync("sh", [...shell, process.execPath, script], { encoding: "utf8" });
  expect(cut.status).not.toBe(0);
  expect(existsSync(path)).toBe(false);

  const database = await openDatabase(path);
  const rows = await database.query((connection) =>
    connection.runAndReadAll("SELECT max(version) FROM schema_version"),
  );
  expect(rows.getRows()).toEqual([[1]]);
  await database.close();
  expect(existsSync(`${path}.new`)).toBe(false);
});
