import { expect, test } from "vitest";
import { isDiskFault } from "./disk-fault.ts";

const said = [
  'IO Error: Could not read from file "/data/cloud/series.duckdb": Input/output error',
  'TransactionContext Error: Failed to commit: Could not write file "/data/cloud/series.duckdb.wal": No space left on device',
  'could not extend file "base/5/16384": No space left on device',
  "EROFS: read-only file system, open '/data/media/x'",
];

test.each(said)("the disk fails: %s", (message) => {
  expect(isDiskFault(new Error(message))).toBe(true);
  expect(isDiskFault(new Error("Failed query", { cause: new Error(message) }))).toBe(true);
});

test.each([
  "Parser Error: syntax error",
  "connect ECONNREFUSED 127.0.0.1:1",
  'relation "file" does not exist',
])("no fault of the disk: %s", (message) => {
  expect(isDiskFault(new Error(message))).toBe(false);
});

test("the system's codes", () => {
  expect(isDiskFault(Object.assign(new Error("x"), { code: "EIO" }))).toBe(true);
  expect(isDiskFault(Object.assign(new Error("x"), { code: "ENOENT" }))).toBe(false);
  expect(isDiskFault("EIO")).toBe(false);
});
