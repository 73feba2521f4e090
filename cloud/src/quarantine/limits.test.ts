import fc from "fast-check";
import { expect, test } from "vitest";
import { datedAnew, type Held, ROW_BYTES, removalsOf } from "./limits.ts";

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
