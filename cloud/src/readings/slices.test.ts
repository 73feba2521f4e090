import { setImmediate as loopTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createSlices } from "./slices.ts";

test("those who have much to do go on one after the other, each for a slice of time", async () => {
  let now = 0;
  const slices = createSlices(5, () => now);
  const done: string[] = [];
  const work = async (name: string, pieces: number) => {
    for (let piece = 0; piece < pieces; piece++) {
      if (!slices.hasTime()) await slices.next();
      now += 3;
      done.push(name);
    }
  };
  await Promise.all([work("a", 6), work("b", 6), work("c", 1)]);
  expect(done.join("")).toBe("aaaabbcaabbbb");
});

test("a slice begins anew when the event loop has gone round", async () => {
  let now = 0;
  const slices = createSlices(5, () => now);
  expect(slices.hasTime()).toBe(true);
  now = 6;
  expect(slices.hasTime()).toBe(false);
  await loopTurn();
  await loopTurn();
  expect(slices.hasTime()).toBe(true);
});
