import fc from "fast-check";
import { expect, test } from "vitest";
import { countUnfinishedBytes } from "./unfinished-bytes.ts";

test("all connections together hold no more than they may: those that hold most are closed first", () => {
  const step = fc.record({ connection: fc.nat(5), bytes: fc.nat(100) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const held = new Map<number, number>();
      const bytes = countUnfinishedBytes<number>(150, (closed) => {
        expect(held.get(closed)).toBe(Math.max(...held.values()));
        held.delete(closed);
      });
      for (const { connection, bytes: now } of steps) {
        held.set(connection, now);
        bytes.set(connection, now);
        const sum = [...held.values()].reduce((total, one) => total + one, 0);
        expect(bytes.total()).toBe(sum);
        expect(sum).toBeLessThanOrEqual(150);
      }
    }),
  );
});
