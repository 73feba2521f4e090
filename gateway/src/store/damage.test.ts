import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { message, numbered, openStore, type Store } from "./store.fixture.ts";

const none: ReadonlySet<number> = new Set();
const files = ["outbox.sqlite", "outbox.sqlite-wal", "outbox.sqlite.mark"] as const;
const pageSize = 4096;

/** Messages that need no overflow page, and some that need several. */
const sent = [
  ...Array.from({ length: 120 }, (_, seq) => numbered(seq)),
  ...Array.from({ length: 10 }, (_, index) =>
    message("dcz/1/workshop/readings", randomBytes(2000 + 1500 * index)),
  ),
];

/** What a site holds, as a power cut leaves it: half of it in the file, half in the log. */
const cutFolder = async (): Promise<string> => {
  const store = openStore(temporaryFolder());
  await Promise.all(sent.slice(0, 65).map((each) => store.outbox.append(each)));
  store.database.exec("pragma wal_checkpoint(truncate)");
  for (const each of sent.slice(65)) await store.outbox.append(each);
  const folder = copyOf(store.folder);
  store.close();
  return folder;
};

const copyOf = (from: string): string => {
  const folder = mkdtempSync(join(temporaryFolder(), "copy-"));
  for (const name of files)
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(folder, name));
  return folder;
};

const damage = (folder: string, name: string, change: (bytes: Buffer) => Buffer | undefined) => {
  const path = join(folder, name);
  const bytes = readFileSync(path);
  writeFileSync(path, change(bytes) ?? bytes);
};

const keysOf = (store: Store): string[] =>
  store.database
    .prepare("select key from message")
    .all()
    .map(({ key }) => String(key));

/**
 * Opens what is left. Whatever was hit: it starts, keeps new messages, gives nothing that was not
 * sent, and says how many are missing when some are.
 */
const expectSound = async (folder: string): Promise<Store> => {
  const store = openStore(folder);
  const known = new Set(sent.map(({ key }) => key));
  const taken = store.outbox.next({ limit: 1000, except: none });
  for (const { topic, payload } of taken) expect(known).toContain(message(topic, payload).key);
  expect(await store.outbox.append(numbered(9999))).toEqual({ ok: true, value: "kept" });
  const missing = known.difference(new Set(keysOf(store))).size;
  const told = (store.damage?.missing ?? 0) + store.outbox.givenUp().damaged;
  expect(told).toBeGreaterThanOrEqual(missing);
  return store;
};

test("any page that is overwritten costs what stood on it and nothing else", async () => {
  const whole = await cutFolder();
  const pages = readFileSync(join(whole, files[0])).length / pageSize;
  expect(pages).toBeGreaterThan(10);
  for (let page = 0; page < pages; page++)
    for (const content of [randomBytes(pageSize), Buffer.alloc(pageSize)]) {
      const folder = copyOf(whole);
      damage(folder, files[0], (bytes) => void content.copy(bytes, page * pageSize));
      const store = await expectSound(folder);
      // One page of this size holds at most some fifteen messages.
      expect(keysOf(store).length).toBeGreaterThan(sent.length - 25);
      store.close();
    }
}, 60_000);

test("a log that ends early in silence is noticed: the missing are counted", async () => {
  const folder = await cutFolder();
  damage(folder, files[1], (bytes) => void bytes.fill(0, bytes.length / 2));
  const store = await expectSound(folder);
  expect(store.damage).toMatchObject({ rescued: 0 });
  expect(store.damage?.missing).toBeGreaterThan(10);
  store.close();
  const again = openStore(folder);
  expect(again.damage).toBeUndefined();
  again.close();
});

test("packed messages are read out of a damaged file too", async () => {
  const store = openStore(temporaryFolder());
  await Promise.all(sent.map((each) => store.outbox.append(each)));
  await store.outbox.pack({ most: 1000, before: Number.MAX_SAFE_INTEGER });
  expect(store.outbox.waiting()).toMatchObject({ messages: 11, readings: 120 });
  store.database.exec("pragma wal_checkpoint(truncate)");
  const folder = copyOf(store.folder);
  store.close();
  damage(folder, files[0], (bytes) => void bytes.fill(0, 0, pageSize));
  const again = openStore(folder);
  expect(again.damage).toMatchObject({ missing: 0 });
  expect(again.outbox.waiting().readings).toBeGreaterThanOrEqual(120);
  expect(again.outbox.loose()).toBe(again.outbox.waiting().readings - 120);
  again.close();
});

test("a database that is gone is noticed", async () => {
  const folder = await cutFolder();
  damage(folder, files[0], () => Buffer.alloc(0));
  damage(folder, files[1], () => Buffer.alloc(0));
  const store = await expectSound(folder);
  expect(store.damage?.missing).toBe(sent.length);
  store.close();
});

test("whatever file is hit, at whatever place, the gateway starts and tells the truth", async () => {
  const whole = await cutFolder();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      fc.constantFrom("random", "zeros", "truncated", "longer", "bit"),
      fc.integer({ min: 1, max: 20_000 }),
      async (name, place, kind, length) => {
        const folder = copyOf(whole);
        damage(folder, name, (bytes) => {
          const at = Math.floor(place * bytes.length);
          if (kind === "truncated") return bytes.subarray(0, at);
          if (kind === "longer") return Buffer.concat([bytes, Buffer.alloc(length)]);
          if (kind === "bit") bytes[at] = (bytes[at] ?? 0) ^ (1 << (length % 8));
          else if (kind === "zeros") bytes.fill(0, at, Math.min(at + length, bytes.length));
          else randomBytes(Math.min(length, bytes.length - at)).copy(bytes, at);
          return undefined;
        });
        // The mark is the witness: without it what is missing cannot be told, but all still starts.
        if (name === "outbox.sqlite.mark") openStore(folder).close();
        else (await expectSound(folder)).close();
      },
    ),
    { numRuns: 150 },
  );
}, 120_000);
