import fc from "fast-check";
import { expect, test } from "vitest";
import { createWaiting, slotsOf } from "./slots.ts";

test("each station has its turn within each interval, once", () => {
  const few = fc.integer({ min: 1, max: 500 });
  const every = fc.integer({ min: 100, max: 86_400_000 });
  const instant = fc.integer({ min: Date.UTC(2020), max: Date.UTC(2050) });
  fc.assert(
    fc.property(few, every, instant, (stations, everyMs, now) => {
      const slots = slotsOf(stations, everyMs);
      const due = slots.dueAt(now);
      const last = slots.slot(due - 1);
      const next = slots.slot(due);
      const dueOf = ({ at, station }: typeof last) => at + everyMs + (station * everyMs) / stations;
      expect(dueOf(last)).toBeLessThanOrEqual(now + 1);
      expect(dueOf(next)).toBeGreaterThan(now - 1);
      expect(last.at).toBe(last.interval * everyMs);
      const over = slots.slot(slots.overAt(now) - 1);
      expect(over.at + everyMs).toBeLessThanOrEqual(now);
      expect(over.station).toBe(stations - 1);
      expect(slots.slot(slots.overAt(now)).at + everyMs).toBeGreaterThan(now);
    }),
  );
});

test("what waits is given back once, the newest first; beyond the limit the oldest is told as dropped", () => {
  const ranges = fc.array(fc.nat(50), { maxLength: 20 });
  fc.assert(
    fc.property(ranges, fc.integer({ min: 1, max: 400 }), (lengths, limit) => {
      let dropped = 0;
      const waiting = createWaiting(limit, (count) => {
        dropped += count;
      });
      let end = 1000;
      for (const length of lengths) {
        waiting.add(end, end + length);
        end += length;
      }
      expect(waiting.count() + dropped).toBe(end - 1000);
      expect(waiting.count()).toBeLessThanOrEqual(limit);
      for (let expected = end - 1; expected >= 1000 + dropped; expected -= 1)
        expect(waiting.take()).toBe(expected);
      expect(waiting.take()).toBeUndefined();
      expect(waiting.count()).toBe(0);
    }),
  );
});
