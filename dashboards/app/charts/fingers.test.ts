import { expect, test } from "vitest";
import { pinched } from "./fingers.ts";

const held = [
  { at: 400, x: 0.4 },
  { at: 600, x: 0.6 },
] as const;

test("what two fingers hold stays under them", () => {
  expect(pinched(held, [0.3, 0.7])).toEqual({ from: 250, until: 750 });
  expect(pinched(held, [0.4, 0.6])?.from).toBeCloseTo(0);
  const moved = pinched(held, [0.5, 0.7]);
  expect(moved?.from).toBeCloseTo(-100);
  expect(moved?.until).toBeCloseTo(900);
});

test("two fingers on one place ask for nothing", () => {
  expect(pinched(held, [0.5, 0.505])).toBeUndefined();
});
