import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openRoom } from "./free-space.ts";
import type { DiskTrouble } from "./group-commit.ts";
import { message, numbered, openStore } from "./store.fixture.ts";

const none: ReadonlySet<number> = new Set();
const big = () => message("dcz/1/workshop/readings", randomBytes(20_000));

test("a full disk refuses what is new, says so, keeps what it has, and recovers", async () => {
  const troubles: (DiskTrouble["reason"] | undefined)[] = [];
  const store = openStore(temporaryFolder(), {
    onTrouble: (trouble) => troubles.push(trouble?.reason),
  });
  store.database.exec("pragma max_page_count = 60");

  let kept = 0;
  let refused = await store.outbox.append(big());
  while (refused.ok) {
    kept += 1;
    refused = await store.outbox.append(big());
  }
  expect(refused).toMatchObject({ ok: false, reason: "disk_full" });
  expect(kept).toBeGreaterThan(3);
  expect(store.commits.trouble()).toMatchObject({ reason: "disk_full" });
  expect(store.outbox.waiting().messages).toBe(kept);

  // The cloud's acknowledgements make room, in the same turn as a message that finds none.
  const [first] = store.outbox.next({ limit: 1, except: none });
  const removed = store.outbox.remove([first?.id ?? 0]);
  await Promise.all([removed, store.outbox.append(big())]);
  await store.outbox.append(numbered(1));
  expect(store.commits.trouble()).toBeUndefined();
  expect(troubles).toEqual(["disk_full", undefined]);
  store.close();

  const reopened = openStore(store.folder);
  const taken = reopened.outbox.next({ limit: 100, except: none });
  expect(taken.length).toBe(reopened.outbox.waiting().messages);
  expect(taken.length).toBeGreaterThanOrEqual(kept);
  expect(taken.map(({ id }) => id)).not.toContain(first?.id);
  reopened.close();
});

test("when a whole group finds no room, none of it is kept and each sender gets the error", async () => {
  const store = openStore(temporaryFolder());
  store.database.exec("pragma max_page_count = 40");
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => store.outbox.append(big())));
  expect(outcomes.every((outcome) => !outcome.ok)).toBe(true);
  expect(store.outbox.waiting()).toEqual({ messages: 0, readings: 0 });
  expect(await store.outbox.append(numbered(1))).toEqual({ ok: true, value: "kept" });
  store.close();
});

test("the reserve of free space is for removals; freed pages count as space", async () => {
  let free = 1_000_000;
  let hasRoom = () => true;
  const store = openStore(temporaryFolder(), { hasRoom: () => hasRoom() });
  hasRoom = openRoom(store.database, { free: () => free, reserve: 500_000 });

  for (let count = 0; count < 10; count++) await store.outbox.append(big());
  free = 400_000;
  expect(await store.outbox.append(big())).toMatchObject({ ok: false, reason: "disk_full" });
  const ids = store.outbox.next({ limit: 10, except: none }).map(({ id }) => id);
  await store.outbox.remove(ids);
  expect(store.outbox.waiting().messages).toBe(0);
  // 10 messages of 20 kB were freed: more than the 100 kB that the reserve lacks.
  expect(await store.outbox.append(big())).toEqual({ ok: true, value: "kept" });
  expect(store.commits.trouble()).toBeUndefined();
  store.close();
});

test("what cannot be read is given up first, then the oldest readings; it is counted for good", async () => {
  const store = openStore(temporaryFolder());
  for (let seq = 0; seq < 10; seq++) await store.outbox.append(numbered(seq));
  for (let count = 0; count < 2; count++) await store.outbox.append(big());
  const { thin, givenUp, waiting, next } = store.outbox;
  expect(thin({ most: 1, readingsToo: false })).toBe(1);
  expect(thin({ most: 5, readingsToo: false })).toBe(1);
  expect(thin({ most: 5, readingsToo: false })).toBe(0);
  expect(thin({ most: 3, readingsToo: true })).toBe(3);
  expect(givenUp()).toEqual({ messages: 5, readings: 3, averaged: 0, damaged: 0 });
  expect(waiting()).toMatchObject({ messages: 7, readings: 7 });
  const seqs = next({ limit: 20, except: none }).map(
    ({ payload }) => JSON.parse(Buffer.from(payload).toString()).seq,
  );
  expect(seqs).toEqual([9, 8, 7, 6, 5, 4, 3]);
  store.close();
  const reopened = openStore(store.folder);
  expect(reopened.outbox.givenUp()).toEqual({ messages: 5, readings: 3, averaged: 0, damaged: 0 });
  reopened.close();
});
