import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { operatorFile } from "./operator-file.ts";

const folder = async () => {
  const path = await mkdtemp(join(tmpdir(), "dcz-operator-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
};

test("what is written into the file counts two seconds later, without a restart", async () => {
  const path = join(await folder(), "operator.json");
  let now = 10_000;
  const operator = operatorFile(path, () => now);
  expect(await operator()).toEqual({ operator: {}, faults: [] });
  await writeFile(path, '{ "name": "Médias-Cité" }');
  now += 1_999;
  expect((await operator()).operator).toEqual({});
  now += 1;
  expect((await operator()).operator).toEqual({ name: "Médias-Cité" });
});

test("a file that cannot be read is reported", async () => {
  const path = join(await folder(), "operator.json");
  await mkdir(path);
  const { faults } = await operatorFile(path, () => 0)();
  expect(faults[0]?.message).toMatch(/^cannot be read: EISDIR/);
});
