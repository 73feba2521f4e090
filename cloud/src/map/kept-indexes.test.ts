import { afterAll, expect, test } from "vitest";
import { createKeptIndexes } from "./kept-indexes.ts";
import { row } from "./rows.fixture.ts";
import { createTileThread } from "./tile-thread.ts";

const thread = createTileThread();
afterAll(() => thread.close());

const air = { quantity: "air", kind: "mean", quality: "all" } as const;
const rows = [row("a", 44, 0), row("b", 45, 0)];

test("an index is kept for its choice until other rows came", () => {
  const indexes = createKeptIndexes(thread);
  const first = indexes.of(rows, 1, air);
  expect(indexes.of(rows, 1, air)).toBe(first);
  expect(indexes.of(rows, 1, { ...air, kind: "value" })).not.toBe(first);
  expect(indexes.of([...rows], 1, air)).not.toBe(first);
});

test("indexes hold no more stations together than they may, but for one", () => {
  const indexes = createKeptIndexes(thread, 4);
  for (const end of [1, 2, 3]) indexes.of(rows, end, air);
  expect(indexes.count()).toBe(2);
  const kept = createKeptIndexes(thread, 1);
  expect(kept.of(rows, 1, air)).toBe(kept.of(rows, 1, air));
});
