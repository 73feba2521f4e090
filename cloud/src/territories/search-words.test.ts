import fc from "fast-check";
import { expect, test } from "vitest";
import {
  indexedWords,
  misspellings,
  plainText,
  toleratedMisspellings,
  wordsOf,
} from "./search-words.ts";

test.each([
  ["Rue de l'Église", "rue de l eglise"],
  ["L’Haÿ-les-Roses", "l hay les roses"],
  ["Œuilly", "oeuilly"],
  ["Saint-Médard-en-Jalles", "saint medard en jalles"],
  ["Cœur de Causse", "coeur de causse"],
  ["ﬁn İstanbul", "fin istanbul"],
  ["  \u0000\t🙂 ", ""],
  ["rue de l'e\u0301glise", "rue de l eglise"],
])("%j is compared as %j", (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test("plain text holds letters, digits and single spaces only, and stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const plain = plainText(text);
      expect(plain).not.toMatch(/[%_"';\\]|^ | $| {2}/u);
      expect(plainText(plain)).toBe(plain);
      expect(wordsOf(text).every((word) => word !== "" && word.length <= 40)).toBe(true);
    }),
  );
});

test("names are indexed with their abbreviations written in full", () => {
  const abbreviations = { st: "saint", gal: "general", nd: "notre dame", av: "avenue" };
  expect(indexedWords("Av. du Gal Saint-St", abbreviations)).toEqual([
    "avenue",
    "du",
    "general",
    "saint",
  ]);
  expect(indexedWords("ND constructor", abbreviations)).toEqual(["notre", "dame", "constructor"]);
});

test.each([
  ["eglise", "eglise", 0],
  ["egilse", "eglise", 1],
  ["eglse", "eglise", 1],
  ["eglisse", "eglise", 1],
  ["aglise", "eglise", 1],
  ["agilse", "eglise", 2],
  ["abc", "xyz", 3],
])("from %s to %s there are %i misspellings", (given, meant, count) => {
  expect(misspellings(given, meant, 2)).toBe(Math.min(count, 3));
});

/** Without the short cuts. */
const naive = (a: string, b: string): number => {
  const d = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => d[i]?.[j] ?? 0;
  for (let i = 0; i <= a.length; i += 1)
    for (let j = 0; j <= b.length; j += 1) {
      const line = d[i] as number[];
      if (i === 0 || j === 0) line[j] = i + j;
      else {
        line[j] = Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        );
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
          line[j] = Math.min(line[j] ?? 0, at(i - 2, j - 2) + 1);
      }
    }
  return at(a.length, b.length);
};

test("the bounded count equals the plain one up to its bound", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abc"), maxLength: 8 });
  fc.assert(
    fc.property(word, word, fc.nat(3), (given, meant, most) => {
      expect(misspellings(given, meant, most)).toBe(Math.min(naive(given, meant), most + 1));
    }),
  );
});

test("short words tolerate nothing", () => {
  expect(["rue", "gare", "bordeaux"].map(toleratedMisspellings)).toEqual([0, 1, 2]);
});
