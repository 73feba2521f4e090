import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openDayFile } from "./day-file.ts";

test("the log stays as small when blocks come one by one", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-day-file-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "days");
  const file = await openDayFile(path, async () => true);
  onTestFinished(() => file.close());
  const bytes = new Uint8Array(500);
  for (let day = 0; day < 3000; day++) {
    file.write([{ number: day, bytes }], `state ${day}`);
    await file.settle();
  }
  expect((await stat(`${path}-wal`)).size).toBeLessThan(18e6);
});
