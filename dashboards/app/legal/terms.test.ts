import { expect, test } from "vitest";
import { readOperator } from "./operator.ts";
import { blocksOf, hasAgreed, OWN_VERSION, termsOf } from "./terms.ts";

test("without a text of the operator's, the terms that come with the software are in force", () => {
  expect(termsOf({}, "fr")).toEqual({ version: OWN_VERSION });
});

test("the operator's own text is in force, in the reader's language", () => {
  const { operator, faults } = readOperator(
    JSON.stringify({ terms: { version: "2", text: { fr: "Bonjour", en: "Hello" } } }),
  );
  expect(faults).toEqual([]);
  expect(termsOf(operator, "en")).toEqual({ version: "2", text: "Hello" });
});

test("a text without a version is reported, and does not count", () => {
  const { operator, faults } = readOperator(JSON.stringify({ terms: { text: "Bonjour" } }));
  expect(operator.terms).toBeUndefined();
  expect(faults.map(({ field }) => field)).toEqual(["terms.version"]);
});

test("headings and paragraphs of a text are distinguished", () => {
  expect(blocksOf("# Compte\nUn compte\nest gratuit.\n\n\n  \nIl s'efface. # non\n")).toEqual([
    { kind: "heading", text: "Compte" },
    { kind: "paragraph", text: "Un compte\nest gratuit." },
    { kind: "paragraph", text: "Il s'efface. # non" },
  ]);
});

test("a new version asks again", () => {
  const consents = [
    { kind: "terms", version: "1", given: true },
    { kind: "news", version: "2", given: true },
  ];
  expect(hasAgreed(consents, { version: "1" })).toBe(true);
  expect(hasAgreed(consents, { version: "2" })).toBe(false);
  expect(hasAgreed([{ kind: "terms", version: "1", given: false }], { version: "1" })).toBe(false);
});
