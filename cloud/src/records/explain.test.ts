import { expect, test } from "vitest";
import { explain } from "./server.ts";

test.each([
  ["could not write file: No space left on device", "is full"],
  ["EROFS: read-only file system, open '/data/owner'", "look after the disk"],
  ["could not read block 3: Input/output error", "look after the disk"],
  ["unshare: unshare failed: Operation not permitted", "start the cloud under another account"],
  ["spawn unshare ENOENT", "start the cloud under another account"],
  ["initdb: error: cannot be run as root", "start the cloud under another account"],
  ["could not open directory: Permission denied", "give it to the account"],
  ["something else", "PostgreSQL cannot be started on /data: something else"],
])("the error for %s says what to do", (said, sentence) => {
  expect(explain(said, "/data")).toContain(sentence);
});
