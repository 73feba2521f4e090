import { expect, test } from "vitest";
import { nameOf } from "./given-names.ts";

const isTaken = (text: string): boolean => nameOf(20).safeParse(text).success;

test.each(["Jeanne", " É ", "李", "7", "n°", "👩‍🌾", "e\u0301", "نور"])("%j is a name", (text) =>
  expect(isTaken(text)).toBe(true),
);

test.each([
  ["nothing", ""],
  ["spaces", " \u00a0\u2003"],
  ["signs of no width", "\u200b\u200d\ufeff"],
  ["controls", "\u0007\u0085"],
  ["a mark alone", "\u0301"],
  ["a filler", "\u3164"],
  ["braille without dots", "\u2800"],
  ["directions", "\u202e\u2066"],
  ["too much", "x".repeat(21)],
])("%s is none", (_, text) => expect(isTaken(text)).toBe(false));
