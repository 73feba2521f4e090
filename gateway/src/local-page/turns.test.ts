import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

test("one is done after the other, in the order in which they were asked for; one that fails ends its turn", async () => {
  const turns = createTurns();
  const done: number[] = [];
  let isDoing = false;
  const work = (number: number) =>
    turns.run(async () => {
      expect(isDoing).toBe(false);
      isDoing = true;
      await new Promise((resolve) => setImmediate(resolve));
      isDoing = false;
      done.push(number);
      if (number === 1) throw new Error("it failed");
      return number;
    });
  const all = Promise.allSettled([work(0), work(1), work(2), work(3)]);
  expect(turns.waiting()).toBe(4);
  expect((await all).map(({ status }) => status)).toEqual([
    ...["fulfilled", "rejected", "fulfilled", "fulfilled"],
  ]);
  expect(done).toEqual([0, 1, 2, 3]);
  expect(turns.waiting()).toBe(0);
});

test("after a piece of work others have the process for three times as long", async () => {
  let now = 0;
  const turns = createTurns(() => now);
  const work = () =>
    turns.run(() => {
      now += 20;
    });
  await work();
  const began = performance.now();
  await work();
  // A timer may be a millisecond early.
  expect(performance.now() - began).toBeGreaterThanOrEqual(58);
});
