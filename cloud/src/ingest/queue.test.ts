import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyQueue, isEmpty, leave, nextIn } from "./queue.ts";

test("what came first leaves first, and what has left is not kept", () => {
  const steps = fc.array(fc.tuple(fc.nat(600), fc.nat(600)), { maxLength: 20 });
  fc.assert(
    fc.property(steps, (rounds) => {
      const queue = emptyQueue<number>();
      let [came, left] = [0, 0];
      for (const [more, fewer] of rounds) {
        for (let count = 0; count < more; count++) queue.items.push(came++);
        for (let count = 0; count < fewer; count++) {
          const expected = left < came ? left : undefined;
          expect(nextIn(queue)).toBe(expected);
          expect(leave(queue)).toBe(expected);
          if (expected !== undefined) left += 1;
        }
        expect(isEmpty(queue)).toBe(left === came);
        expect(queue.items.length).toBeLessThanOrEqual(2 * (came - left) + 256);
      }
    }),
  );
});
