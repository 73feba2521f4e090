import fc from "fast-check";
import { expect, test } from "vitest";
import { createSendQueue } from "./send-queue.ts";

test("when too many wait, the oldest go", () => {
  const queue = createSendQueue<number>({ limit: 2, window: 1 });
  expect([1, 2, 3, 4].map(queue.add)).toEqual([[], [], [1], [2]]);
  expect(queue.next()).toBe(3);
  expect(queue.size).toBe(2);
});

test("when what waits weighs too much, the oldest go; the newest stays whatever its weight", () => {
  const queue = createSendQueue<number>({
    ...{ limit: 10, window: 1 },
    ...{ limitBytes: 10, bytesOf: (item) => item },
  });
  expect([4, 5, 6, 20, 3].map(queue.add)).toEqual([[], [], [4, 5], [6], [20]]);
  queue.update(() => 4);
  expect(queue.add(6)).toEqual([]);
  expect([queue.next(), queue.add(1), queue.release()]).toEqual([4, [], [4]]);
});

test("what was on its way comes first when the link is back", () => {
  const queue = createSendQueue<number>({ limit: 10, window: 2 });
  [1, 2, 3].map(queue.add);
  expect([queue.next(), queue.next(), queue.next()]).toEqual([1, 2, undefined]);
  queue.acknowledge(1);
  expect(queue.release()).toEqual([]);
  expect([queue.next(), queue.next()]).toEqual([2, 3]);
});

test("whatever happens, each item is acknowledged or dropped once, or still there, in order", () => {
  const events = fc.array(fc.constantFrom("add", "next", "acknowledge", "break"), {
    maxLength: 200,
  });
  const sizes = fc.record({
    limit: fc.integer({ min: 1, max: 8 }),
    window: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(events, sizes, (happenings, options) => {
      const queue = createSendQueue<number>(options);
      const sent: number[] = [];
      const gone: number[] = [];
      let added = 0;
      for (const happening of happenings) {
        if (happening === "add") {
          gone.push(...queue.add(added++));
        } else if (happening === "next") {
          const item = queue.next();
          if (item === undefined) continue;
          expect(item).toBeGreaterThan(sent.at(-1) ?? -1);
          sent.push(item);
          expect(sent.length).toBeLessThanOrEqual(options.window);
        } else if (happening === "acknowledge") {
          const item = sent.shift();
          if (item === undefined) continue;
          queue.acknowledge(item);
          gone.push(item);
        } else {
          gone.push(...queue.release());
          sent.length = 0;
        }
        expect(queue.size + gone.length).toBe(added);
        expect(queue.size).toBeLessThanOrEqual(options.limit + options.window);
      }
      const left = queue.clear();
      expect([...gone, ...left].toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: added }, (_, index) => index),
      );
      expect(left).toEqual(left.toSorted((a, b) => a - b));
      expect(queue.size).toBe(0);
    }),
  );
});
