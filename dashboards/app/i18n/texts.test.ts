import { expect, test } from "vitest";
import { en } from "./en.ts";
import { fr } from "./fr.ts";

type Texts = { readonly [key: string]: string | Texts };

/** Every text by its full key, with the names of what is filled in. */
const texts = (tree: Texts, prefix = ""): [key: string, slots: string][] =>
  Object.entries(tree).flatMap(([key, text]) =>
    typeof text === "string"
      ? [[`${prefix}${key}`, (text.match(/\{\{\w+\}\}/g) ?? []).toSorted().join()]]
      : texts(text, `${prefix}${key}.`),
  );

test("both languages have the same keys, in the same order, filled with the same things", () => {
  expect(texts(en)).toEqual(texts(fr));
});

test("no text is empty", () => {
  for (const tree of [fr, en]) {
    const values = Object.values(tree).flatMap((section) => Object.values(section));
    expect(values.filter((text) => text.trim() === "")).toEqual([]);
  }
});
