import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openWritten, writtenInYear } from "./written.ts";

test("what was written since the start is counted, and an hour of it tells a year", () => {
  const path = join(temporaryFolder(), "io");
  const say = (bytes: number) =>
    writeFileSync(path, `rchar: 1\nwchar: 2\nwrite_bytes: ${bytes}\ncancelled_write_bytes: 0\n`);
  let now = 0;
  say(4096);
  const written = openWritten(() => now, path);
  say(4096 + 1_000_000);
  now = 3_599_999;
  expect(written()).toEqual({ bytes: 1_000_000, forMs: 3_599_999 });
  expect(writtenInYear({ bytes: 1_000_000, forMs: 3_599_999 })).toBeUndefined();
  expect(writtenInYear({ bytes: 1_000_000, forMs: 3_600_000 })).toBe(8_766_000_000);
});

test("a system that does not count writes is told nothing of", () => {
  expect(openWritten(() => 0, join(temporaryFolder(), "absent"))()).toBeUndefined();
});
