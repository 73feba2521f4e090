import fc from "fast-check";
import { expect, test } from "vitest";
import { createKnownInstants, createRoomForRuns } from "./known-instants.ts";

const MINUTE = 60_000;
const minutes = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, index) => (from + index) * MINUTE);

test("what is called new was never there, and what is newer or older always is", () => {
  const instant = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(
      fc.record({
        from: instant,
        step: fc.integer({ min: 1, max: 7 }),
        steps: fc.integer({ min: 0, max: 20 }),
      }),
      fc.array(instant, { maxLength: 200 }),
      fc.boolean(),
      ({ from, step, steps }, arrivals, hasRoom) => {
        const there = new Set(Array.from({ length: steps + 1 }, (_, index) => from + index * step));
        const range = { from, until: from + steps * step, step };
        const known = createKnownInstants(range, { left: hasRoom ? 1000 : 0 });
        for (const at of arrivals) {
          const certain = at > Math.max(...there) || at < Math.min(...there);
          const mayBeThere = known.mayHave(at);
          const isNew = known.addIfNew(at);
          expect(mayBeThere).toBe(!isNew);
          if (isNew) expect(there.has(at)).toBe(false);
          if (certain) expect(isNew).toBe(true);
          // While nothing had to be given up, what is known is exact.
          if (hasRoom) expect(isNew).toBe(!there.has(at));
          there.add(at);
        }
        expect([known.oldest(), known.newest()]).toEqual([Math.min(...there), Math.max(...there)]);
      },
    ),
    { numRuns: 2000 },
  );
});

test("a backlog that fills an outage is known to be new, whichever end comes first", () => {
  for (const backlog of [minutes(100, 5000), minutes(100, 5000).toReversed()]) {
    const known = createKnownInstants({ from: 0, until: 99 * MINUTE, step: MINUTE });
    expect(known.addIfNew(5000 * MINUTE)).toBe(true);
    expect(backlog.filter((at) => !known.addIfNew(at))).toEqual([]);
    expect(backlog.filter((at) => known.addIfNew(at))).toEqual([]);
  }
});

test("points between those of a regular series are known to be new after a restart", () => {
  const known = createKnownInstants({ from: 0, until: 9999 * MINUTE, step: MINUTE });
  const between = minutes(0, 9999).map((at) => at + MINUTE / 2);
  expect(between.filter((at) => !known.addIfNew(at))).toEqual([]);
});

test("what the table has is learned, and what was added meanwhile is kept", () => {
  const known = createKnownInstants({ from: 0, until: 100 * MINUTE, step: MINUTE });
  const give = known.learn();
  expect(known.addIfNew(50 * MINUTE)).toBe(false);
  expect(known.addIfNew(101 * MINUTE)).toBe(true);
  give([
    { from: 0, until: 40 * MINUTE, step: MINUTE },
    { from: 90 * MINUTE, until: 100 * MINUTE, step: MINUTE },
  ]);
  expect(minutes(0, 102).filter((at) => known.addIfNew(at))).toEqual(
    minutes(41, 90).filter((at) => at !== 50 * MINUTE),
  );
});

test("what is learned of a series with every other point lost is one run", () => {
  const known = createKnownInstants({ from: 0, until: 9998 * MINUTE, step: MINUTE });
  const there = minutes(0, 9999).filter((at) => at % (2 * MINUTE) === 0);
  known.learn()(there.map((at) => ({ from: at, until: at, step: MINUTE })));
  expect(minutes(0, 9999).filter((at) => !known.addIfNew(at))).toEqual(there);
});

test("a learning that finds nothing out leaves what was known", () => {
  const known = createKnownInstants({ from: 0, until: 10 * MINUTE, step: MINUTE });
  const give = known.learn();
  expect(known.addIfNew(11 * MINUTE)).toBe(true);
  give(undefined);
  expect(minutes(0, 12).filter((at) => known.addIfNew(at))).toEqual([]);
});

test("a series of ten thousand irregular instants takes a bounded room", () => {
  const room = createRoomForRuns();
  const before = room.left;
  const known = createKnownInstants(undefined, room);
  for (let at = 0, index = 0; index < 10_000; index++) {
    at += MINUTE + ((index * 7919) % 997);
    expect(known.addIfNew(at)).toBe(true);
  }
  expect(before - room.left).toBeLessThanOrEqual(2048);
  room.left = 0;
  known.addIfNew(known.newest() + 1);
  expect(room.left).toBeGreaterThan(1000);
});
