import fc from "fast-check";
import { expect, test } from "vitest";
import { createKnownInstants } from "./known-instants.ts";

test("what is called new was never there, and what is newer or older always is", () => {
  const instant = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(
      fc.uniqueArray(instant, { maxLength: 20 }),
      fc.array(instant),
      (before, arrivals) => {
        const there = new Set(before);
        const range = { oldest: Math.min(...before), newest: Math.max(...before) };
        const known = createKnownInstants(before.length === 0 ? undefined : range);
        for (const at of arrivals) {
          const certain = there.size === 0 || at > Math.max(...there) || at < Math.min(...there);
          const isNew = known.addIfNew(at);
          if (isNew) expect(there.has(at)).toBe(false);
          if (certain) expect(isNew).toBe(true);
          there.add(at);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test("a backlog that fills an outage is known to be new, whichever end comes first", () => {
  const minutes = (from: number, until: number) =>
    Array.from({ length: until - from }, (_, index) => (from + index) * 60_000);
  for (const backlog of [minutes(100, 5000), minutes(100, 5000).toReversed()]) {
    const known = createKnownInstants({ oldest: 0, newest: 99 * 60_000 });
    expect(known.addIfNew(5000 * 60_000)).toBe(true);
    expect(backlog.filter((at) => !known.addIfNew(at))).toEqual([]);
    expect(backlog.filter((at) => known.addIfNew(at))).toEqual([]);
  }
});
