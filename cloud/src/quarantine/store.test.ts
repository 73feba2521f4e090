import { expect, onTestFinished, test } from "vitest";
import { createEventBus } from "../events/bus.ts";
import type { CloudEvents } from "../events/events.ts";
import { AMPLE, inFolder, kept, MESSAGE } from "./store.fixture.ts";

test("each message is kept whole, and apart from those of earlier starts", async () => {
  const start = await inFolder();
  const sizes = [0, 1, 1024, 1025, 5000];
  const payloads = sizes.map((size) => crypto.getRandomValues(new Uint8Array(size)));
  for (const payload of payloads) {
    const { quarantine, close } = await start();
    await quarantine.add({ ...MESSAGE, payload });
    await close();
  }
  const { database, quarantine, close } = await start();
  onTestFinished(close);
  expect(quarantine.count()).toBe(sizes.length);
  const rows = await database.query((connection) =>
    connection.runAndReadAll(
      "SELECT id, coalesce(string_agg(hex(bytes), '' ORDER BY place), '') FROM quarantine LEFT JOIN quarantine_piece ON message = id GROUP BY id ORDER BY id",
    ),
  );
  expect(rows.getRows().map(([, bytes]) => bytes)).toEqual(
    payloads.map((payload) => Buffer.from(payload).toString("hex").toUpperCase()),
  );
});

test("messages are found by station, reason and time, the newest first, and can be removed", async () => {
  const start = await inFolder();
  const { quarantine, close } = await start();
  const payload = Buffer.from("what it held");
  const add = (received: number, topic: string, reason: "invalid" | "malformed") =>
    kept(
      quarantine.add({ ...MESSAGE, received, topic, reason, detail: `at ${received}`, payload }),
    );
  const first = await add(10, "dcz/1/ab/readings", "invalid");
  const second = await add(20, "dcz/1/ab/status", "malformed");
  const third = await add(30, "dcz/1/cd/readings", "invalid");
  const ids = async (query: object) =>
    (await quarantine.list({ limit: 10, ...query })).map(({ id }) => id);
  expect(await ids({})).toEqual([third, second, first]);
  expect(await ids({ station: "ab" })).toEqual([second, first]);
  expect(await ids({ reason: "invalid" })).toEqual([third, first]);
  expect(await ids({ from: 20, until: 30 })).toEqual([second]);
  expect(await ids({ before: third, limit: 1 })).toEqual([second]);
  expect(await quarantine.find(first)).toMatchObject({ station: "ab", detail: "at 10", bytes: 12 });
  expect(Buffer.from((await quarantine.find(first))?.payload ?? []).toString()).toBe(
    "what it held",
  );

  expect(await quarantine.remove([second, 99])).toBe(1);
  expect(quarantine.of("ab")).toMatchObject({ messages: 1 });
  await close();
  const again = await start();
  onTestFinished(again.close);
  expect(again.quarantine.count()).toBe(2);
  expect(await again.quarantine.find(second)).toBeUndefined();
  expect(await again.quarantine.remove([first])).toBe(1);
  expect(again.quarantine.of("ab")).toBeUndefined();
});

test("a flood removes the sender's own oldest messages, after a warning, and says how many", async () => {
  const start = await inFolder();
  const events = createEventBus({ onFault: () => undefined, onLeftOut: () => undefined });
  const told: string[] = [];
  events.subscribe("quarantine.nearly_full", {
    name: "test",
    handle: ({ limit, client }) => void told.push(`nearly full: ${limit} ${client}`),
  });
  const thinned: CloudEvents["quarantine.thinned"][] = [];
  events.subscribe("quarantine.thinned", {
    name: "test",
    handle: (event) => {
      told.push("thinned");
      thinned.push(event);
    },
  });
  const limits = { ...AMPLE, senderMessages: 20 };
  // An hour passes before each: what a sender brings within one is limited by itself.
  let clock = 0;
  const now = () => (clock += 3_600_000);
  const { quarantine, database, close } = await start({ events, limits, now });
  onTestFinished(close);
  const quiet = await kept(
    quarantine.add({ ...MESSAGE, client: "quiet", payload: Buffer.from("q") }),
  );
  const payload = Buffer.alloc(2000);
  for (let index = 0; index < 50; index++) await quarantine.add({ ...MESSAGE, payload });
  await events.settled();
  expect(quarantine.count()).toBeLessThanOrEqual(21);
  expect(await quarantine.find(quiet)).toBeDefined();
  expect(told[0]).toBe("nearly full: sender c");
  const removed = thinned.reduce((total, { messages }) => total + messages, 0);
  expect(removed).toBe(51 - quarantine.count());
  const rows = await database.query((connection) =>
    connection.runAndReadAll("SELECT count(DISTINCT message)::INTEGER FROM quarantine_piece"),
  );
  expect(rows.getRows()).toEqual([[quarantine.count()]]);
});

test("what a sender brings beyond its share within an hour is counted, and is no work for the disk", async () => {
  const start = await inFolder();
  const events = createEventBus({ onFault: () => undefined, onLeftOut: () => undefined });
  const leftOut: string[] = [];
  events.subscribe("quarantine.left_out", {
    name: "test",
    handle: ({ reason, client }) => void leftOut.push(`${reason} ${client}`),
  });
  const limits = { ...AMPLE, senderMessages: 20 };
  const { quarantine, close } = await start({ events, limits });
  onTestFinished(close);
  const payload = Buffer.alloc(2000);
  const ids = await Promise.all(
    Array.from({ length: 50 }, () => quarantine.add({ ...MESSAGE, payload })),
  );
  await kept(quarantine.add({ ...MESSAGE, client: "quiet", payload }));
  await events.settled();
  expect(ids.filter((id) => id !== undefined)).toHaveLength(20);
  expect(quarantine.count()).toBe(21);
  expect(leftOut).toEqual(Array(30).fill("sender c"));
});

test("on a disk that is nearly full a message leaves its reason and not what it held", async () => {
  const start = await inFolder();
  const { quarantine, close } = await start({ hasRoom: async () => false });
  onTestFinished(close);
  const id = await kept(quarantine.add({ ...MESSAGE, detail: "why", payload: Buffer.alloc(5000) }));
  expect(await quarantine.find(id)).toMatchObject({
    bytes: 0,
    detail: expect.stringMatching(/^why \(the disk/),
  });
});

test("a clock that is wrong by forty years for a moment removes nothing by age, then or after a restart", async () => {
  const open = await inFolder();
  const DAY = 86_400_000;
  const TODAY = Date.UTC(2026, 10, 26);
  const limits = { ...AMPLE, ageMs: 90 * DAY };
  let clock = TODAY;
  const now = () => clock;
  const first = await open({ limits, now });
  const add = (quarantine: typeof first.quarantine, client: string) =>
    kept(quarantine.add({ ...MESSAGE, client, received: clock, payload: Buffer.from(client) }));
  for (const years of [0, -40, 0, 40, 0]) {
    clock = TODAY + years * 365 * DAY;
    await add(first.quarantine, `${years} years`);
  }
  expect(first.quarantine.count()).toBe(5);
  await first.close();

  clock += DAY;
  const { quarantine, close } = await open({ limits, now });
  onTestFinished(close);
  await add(quarantine, "after the restart");
  expect(quarantine.count()).toBe(6);
  clock += 91 * DAY;
  await add(quarantine, "three months later");
  expect(quarantine.count()).toBe(1);
});

const DAY = 86_400_000;

/** A quarantine of 90 days in a folder of its own, time that passes, and a clock that is wrong by some days. */
const withClock = async () => {
  const open = await inFolder();
  const time = { passed: 0, wrongBy: 0 };
  const elapsed = () => time.passed;
  const now = () => Date.UTC(2026, 10, 26) + time.passed + time.wrongBy;
  return {
    time,
    start: async () => {
      const { quarantine, close } = await open({
        limits: { ...AMPLE, ageMs: 90 * DAY },
        now,
        elapsed,
      });
      const add = (client: string) =>
        kept(quarantine.add({ ...MESSAGE, client, received: now(), payload: Buffer.from("x") }));
      return { quarantine, add, close };
    },
  };
};

test("a clock that is set months ahead or back while we run removes nothing by age", async () => {
  const { time, start } = await withClock();
  const { quarantine, add, close } = await start();
  onTestFinished(close);
  const jumps = [0, 100, -100, 180, 91, -179, 0];
  for (const days of jumps) {
    time.wrongBy = days * DAY;
    time.passed += DAY;
    await add(`${days} days`);
    await add(`${days} days, again`);
  }
  expect(quarantine.count()).toBe(2 * jumps.length);
  time.passed += 91 * DAY;
  await add("three months later");
  expect(quarantine.count()).toBe(1);
});

test("a start under a clock that is months ahead leaves a week to put it right", async () => {
  const { time, start } = await withClock();
  const first = await start();
  await first.add("before");
  await first.close();

  time.wrongBy = 120 * DAY;
  const { quarantine, add, close } = await start();
  onTestFinished(close);
  await add("under the wrong clock");
  time.passed += 6 * DAY;
  await add("six days later");
  expect(quarantine.count()).toBe(3);
  time.wrongBy = 0;
  await add("under the right clock");
  expect(quarantine.count()).toBe(4);
  time.passed += 2 * DAY;
  await add("more than a week after the start");
  expect(quarantine.count()).toBe(4);
});
