import { copyFile, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";
import { hasWholeBlocks } from "./block-checksums.ts";

test("a file of DuckDB's has whole blocks, until any of their bytes is another", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-blocks-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "whole.duckdb");
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run("CREATE TABLE filled AS SELECT range, random() FROM range(300000)");
  await connection.run("CHECKPOINT");
  connection.closeSync();
  instance.closeSync();
  expect(await hasWholeBlocks(path)).toBe(true);

  const { size } = await stat(path);
  const places = [
    12_288,
    12_295,
    12_296,
    size - 1,
    ...Array.from(
      { length: 20 },
      (_, index) => 12_288 + Math.floor(((size - 12_288) * (index + 0.37)) / 20),
    ),
  ];
  for (const place of places) {
    const damaged = join(folder, "damaged.duckdb");
    await copyFile(path, damaged);
    const file = await open(damaged, "r+");
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, place);
    byte[0] = (byte[0] ?? 0) ^ 0x10;
    await file.write(byte, 0, 1, place);
    await file.close();
    expect(await hasWholeBlocks(damaged)).toBe(false);
  }
});
