import { Batch } from "@datacityzen/hardware/wire/batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { expect, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { crash, openStore, today } from "../store/store.fixture.ts";
import { openPacking } from "./packing.ts";
import { openRetention } from "./retention.ts";
import { openStreet } from "./street.fixture.ts";

const hourMs = 3_600_000;
const none: ReadonlySet<number> = new Set();
const { signal } = new AbortController();

/** A site without a link, after so many hours of ten sensors a minute. */
const afterHours = async (hours: number, options: { days: number; mostBytes: number }) => {
  const store = openStore(temporaryFolder());
  const minuteOf = openStreet();
  let now = today;
  const packing = openPacking(store.outbox, () => now);
  const retention = openRetention({ outbox: store.outbox, now: () => now, ...options });
  for (let hour = 0; hour < hours; hour++) {
    const messages = Array.from({ length: 60 }, (_, minute) => minuteOf(hour * 60 + minute)).flat();
    await Promise.all(messages.map((each) => store.outbox.append(each)));
    now += hourMs;
    await packing.byAge();
    await retention.look(signal);
  }
  const readings = store.outbox.next({ limit: 1_000_000, except: none }).flatMap(({ payload }) => {
    const parsed = parsePayload(Batch, payload);
    return parsed.ok ? parsed.value.readings : [];
  });
  return { store, readings };
};

test("what waits for longer than its age is a mean an hour and sensor, and what that cost is counted", async () => {
  const { store, readings } = await afterHours(10, { days: 1 / 6, mostBytes: 60e6 });
  // What is older than four hours is past its age: ten means an hour in place of 600 readings.
  const old = readings.filter(({ at }) => at < today + 4 * hourMs);
  expect(old).toHaveLength(4 * 10);
  for (const { flags } of old) expect(flags).toEqual(["hourly_mean"]);
  expect(readings.filter(({ at }) => at >= today + 6 * hourMs)).toHaveLength(4 * 600);
  const { averaged, messages } = store.outbox.givenUp();
  expect(readings.length + averaged).toBe(10 * 600);
  expect(messages).toBe(0);
  expect(store.outbox.waiting().readings).toBe(readings.length);
  store.close();
});

test("what exceeds its size is averaged first, oldest first, and the newest keeps its detail", async () => {
  const whole = await afterHours(12, { days: 30, mostBytes: 60e6 });
  const mostBytes = whole.store.outbox.bytes() - 4000;
  whole.store.close();
  const { store, readings } = await afterHours(12, { days: 30, mostBytes });
  expect(store.outbox.bytes()).toBeLessThanOrEqual(mostBytes);
  const { averaged, messages } = store.outbox.givenUp();
  expect(averaged).toBeGreaterThan(500);
  expect(messages).toBe(0);
  expect(readings.length + averaged).toBe(12 * 600);
  const instants = readings
    .filter(({ flags = [] }) => !flags.includes("hourly_mean"))
    .map(({ at }) => at);
  expect(Math.min(...instants)).toBeGreaterThan(today + hourMs - 1);
  expect(instants.filter((at) => at >= today + 11 * hourMs)).toHaveLength(600);
  store.close();
});

test("when all that waits is averaged and there is still too much, the oldest is removed and counted", async () => {
  const { store, readings } = await afterHours(4, { days: 30, mostBytes: 3000 });
  const { averaged, messages, readings: removed } = store.outbox.givenUp();
  expect(messages).toBeGreaterThan(0);
  expect(store.outbox.bytes()).toBeLessThan(3000);
  expect(readings.length + averaged + removed).toBe(4 * 600);
  expect(store.outbox.waiting().readings).toBe(readings.length);
  store.close();
});

test("what was averaged and counted is the same after a restart", async () => {
  const { store, readings } = await afterHours(6, { days: 1 / 8, mostBytes: 60e6 });
  const { averaged } = store.outbox.givenUp();
  const bytes = store.outbox.bytes();
  expect(averaged).toBeGreaterThan(500);
  const again = crash(store);
  expect(again.outbox.givenUp()).toMatchObject({ averaged, messages: 0, readings: 0 });
  expect(again.outbox.waiting().readings).toBe(readings.length);
  expect(again.outbox.bytes()).toBe(bytes);
  again.close();
});
