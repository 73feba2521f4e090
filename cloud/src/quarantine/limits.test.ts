import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createClockWatch,
  datedAnew,
  datedAtStart,
  type Held,
  ROW_BYTES,
  removalsOf,
} from "./limits.ts";

const limits = {
  totalBytes: 40_000,
  totalMessages: 20,
  senderBytes: 20_000,
  senderMessages: 10,
  ageMs: 1_000_000,
};
const NOW = 2_000_000;

const held = fc
  .array(
    fc.record({
      received: fc.integer({ min: 0, max: NOW }),
      client: fc.constantFrom("a", "b", "c"),
      bytes: fc.integer({ min: 0, max: 10_000 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((drawn): Held[] =>
    drawn
      .toSorted((a, b) => a.received - b.received)
      .map((message, id) => ({ ...message, dated: message.received, id })),
  );

test("what is left fits every limit, the newest is left, and of each sender the oldest go first", () => {
  fc.assert(
    fc.property(held, (messages) => {
      const removals = removalsOf(messages, limits, NOW);
      const removed = removals.flatMap(({ messages: gone }) => gone);
      expect(new Set(removed).size).toBe(removed.length);
      const left = messages.filter((message) => !removed.includes(message));
      expect(left.every(({ received }) => received >= NOW - limits.ageMs)).toBe(true);
      const size = (of: readonly Held[]) =>
        of.reduce((total, { bytes }) => total + bytes + ROW_BYTES, 0);
      expect(size(left)).toBeLessThanOrEqual(limits.totalBytes);
      expect(left.length).toBeLessThanOrEqual(limits.totalMessages);
      const newest = messages.at(-1) as Held;
      if (newest.received >= NOW - limits.ageMs) expect(left).toContain(newest);
      const own = left.filter(({ client }) => client === newest.client);
      expect(size(own)).toBeLessThanOrEqual(limits.senderBytes);
      for (const { client, id } of removed)
        expect(left.every((other) => other.client !== client || other.id > id)).toBe(true);
    }),
  );
});

test("nothing goes while everything fits", () => {
  const few = [{ id: 1, received: NOW, dated: NOW, client: "a", bytes: 100 }];
  expect(removalsOf(few, limits, NOW)).toEqual([]);
});

test("one sender's flood removes its own messages and not another's", () => {
  const other = { id: 0, received: NOW - 10, dated: NOW - 10, client: "quiet", bytes: 100 };
  const flood = Array.from({ length: 11 }, (_, index) => ({
    id: index + 1,
    received: NOW,
    dated: NOW,
    client: "loud",
    bytes: 100,
  }));
  const removals = removalsOf([other, ...flood], limits, NOW);
  expect(removals.map(({ limit }) => limit)).toEqual(["sender"]);
  expect(removals[0]?.messages.map(({ client }) => client)).toEqual(["loud", "loud"]);
});

test("an age counts anew when it is none that our clock can have counted", () => {
  const { ageMs } = limits;
  expect(datedAnew(NOW - ageMs - 1, NOW, ageMs)).toBe(NOW - ageMs - 1);
  expect(datedAnew(NOW + 1, NOW, ageMs)).toBe(NOW);
  expect(datedAnew(NOW - 2 * ageMs - 1, NOW, ageMs)).toBe(NOW);
});

test("after a start what arrived later is not older, and all get a week when even the newest is too old", () => {
  const DAY = 86_400_000;
  const ageMs = 90 * DAY;
  const at = 1000 * DAY;
  const ago = (...days: number[]) => days.map((count) => at - count * DAY);
  const dated = (...days: number[]) => datedAtStart(ago(...days), at, ageMs);
  expect(dated()).toEqual([]);
  expect(dated(95, 20, 1)).toEqual(ago(95, 20, 1));
  expect(dated(20, 120, 1)).toEqual(ago(20, 20, 1));
  expect(dated(120, 110, 100)).toEqual(ago(83, 83, 83));
});

test("a clock that was set is told by how much; one that drifts is not", () => {
  let [shown, counted] = [0, 0];
  const moved = createClockWatch(
    () => shown,
    () => counted,
  );
  [shown, counted] = [5_000_000, 4_000_000];
  expect(moved()).toBe(0);
  [shown, counted] = [105_000_000, 5_000_000];
  expect(moved()).toBe(99_000_000);
  [shown, counted] = [6_000_000, 6_000_000];
  expect(moved()).toBe(-100_000_000);
  expect(moved()).toBe(0);
});
