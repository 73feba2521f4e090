import { expect, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openLinkMonth } from "./link-month.ts";
import { openStore } from "./store.fixture.ts";

test("what a month has cost is there after a restart", () => {
  const folder = temporaryFolder();
  const first = openStore(folder);
  const month = openLinkMonth(first.database, first.commits);
  expect([month.before, month.leftOut()]).toEqual([undefined, 0]);
  month.keep({ month: "2026-11", bytes: 1, leftOut: 0 });
  month.keep({ month: "2026-11", bytes: 4711, leftOut: 3 });
  month.write();
  first.close();
  const again = openStore(folder);
  const kept = openLinkMonth(again.database, again.commits);
  expect([kept.before, kept.leftOut()]).toEqual([{ month: "2026-11", bytes: 4711, leftOut: 3 }, 3]);
  again.close();
});
