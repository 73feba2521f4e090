import fc from "fast-check";
import { expect, test } from "vitest";
import { TEXT_CHARACTERS } from "./limits.ts";
import { allTexts, charactersOf, eachText, plainText } from "./plain-text.ts";

test.each([
  ["a\nb\r\n\tc", "a b c"],
  ["12\u202f:\u202f30\u00a0h", "12\u202f:\u202f30\u00a0h"],
  ["\u202eevil\u2066", "evil"],
  ["\ud800\0\ufffe", "���"],
  ["  ", ""],
  ["abcdefgh".repeat(4), ["abcdefgh", "abcdefgh", "abcdefgh", "abcdefgh"].join("\u200b")],
  ["anticonstitutionnellement", "anticonstitutionnellement"],
])("%j is printed as %j", (given, printed) => {
  expect(plainText(given)).toBe(printed);
});

test("any text becomes one line of a bounded length", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 800 }), (given) => {
      const text = plainText(given);
      expect(charactersOf(text.replaceAll("\u200b", "")).length).toBeLessThanOrEqual(
        TEXT_CHARACTERS + 1,
      );
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toMatch(/[\n\r\t\0\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});

test("texts are found and changed wherever they stand", () => {
  const texts = { a: "x", b: ["y", { c: "x" }] };
  expect([...allTexts(texts)]).toEqual(["x", "y"]);
  expect(eachText(texts, (text) => text.toUpperCase())).toEqual({ a: "X", b: ["Y", { c: "X" }] });
});
