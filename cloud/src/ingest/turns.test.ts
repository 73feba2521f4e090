import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createTurns, type Work } from "./turns.ts";

const options = { atOnce: 100, reserve: 0, atOnceOfSender: 50, share: 10, sliceMs: 1000 };

/** Works that run until they are ended, in the order in which they began. */
const open = (change = {}) => {
  const begun: string[] = [];
  const running: { readonly sender: string; readonly cost: number }[] = [];
  const turns = createTurns<(typeof running)[number]>({ ...options, ...change }, (work) => {
    begun.push(work.sender);
    running.push(work);
  });
  const run = (sender: string, cost: number) => turns.run({ sender, cost });
  const endOne = async () => {
    const work = running.shift();
    if (work !== undefined) turns.ended(work);
    await turn();
  };
  return { turns, begun, run, endOne };
};

test("a light sender begins at its next turn, whatever a heavy one has waiting", async () => {
  const { turns, begun, run, endOne } = open();
  for (let count = 0; count < 1000; count++) run("heavy", 10);
  await turn();
  expect(begun).toEqual(Array(5).fill("heavy"));
  run("light", 1);
  await turn();
  expect(begun.at(-1)).toBe("light");
  expect(turns.waiting()).toBe(995);
  await endOne();
  expect(begun.at(-1)).toBe("heavy");
});

test("no more runs at a time than is said, and what waits begins when something ends", async () => {
  const { begun, run, endOne } = open();
  for (const sender of ["a", "b", "c", "d"])
    for (let count = 0; count < 5; count++) run(sender, 10);
  await turn();
  expect(begun).toHaveLength(10);
  for (let count = 0; count < 10; count++) await endOne();
  expect(begun).toHaveLength(20);
  for (const sender of ["a", "b", "c", "d"])
    expect(begun.filter((one) => one === sender)).toHaveLength(5);
});

test("dear work is begun too, after as many turns as it costs", async () => {
  const { begun, run, endOne } = open();
  run("dear", 95);
  for (let count = 0; count < 12; count++) run("cheap", 10);
  for (let count = 0; count < 12; count++) await endOne();
  expect(begun).toContain("dear");
  expect(begun).toHaveLength(13);
});

test("work that ends while it begins gives its place back", () => {
  let begun = 0;
  const turns = createTurns<Work>(options, (work) => {
    begun += 1;
    turns.ended(work);
  });
  for (let count = 0; count < 100; count++) turns.run({ sender: "a", cost: 60 });
  expect([begun, turns.waiting()]).toEqual([100, 0]);
});

test("a sender of which nothing runs begins beside those that fill all places, up to the reserve", async () => {
  const { begun, run } = open({ reserve: 20 });
  for (const sender of ["a", "b"]) for (let count = 0; count < 5; count++) run(sender, 10);
  await turn();
  expect(begun).toHaveLength(10);
  for (const sender of ["d", "e", "f"]) run(sender, 10);
  expect(begun.slice(10)).toEqual(["d", "e"]);
  run("d", 10);
  expect(begun).toHaveLength(12);
});

test("a sender's works begin in the order in which they came", async () => {
  const begun: number[] = [];
  const running: (Work & { readonly number: number })[] = [];
  const turns = createTurns<(typeof running)[number]>({ ...options, atOnce: 30 }, (work) => {
    begun.push(work.number);
    running.push(work);
  });
  for (let number = 0; number < 50; number++)
    turns.run({ sender: "a", cost: 1 + ((number * 7) % 25), number });
  while (begun.length < 50) {
    const work = running.shift();
    if (work !== undefined) turns.ended(work);
    await turn();
  }
  expect(begun).toEqual(Array.from({ length: 50 }, (_, number) => number));
});
