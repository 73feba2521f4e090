import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { translatorFor } from "./translator.ts";

type Texts = { readonly [key: string]: string | Texts };

/** Every text by its full key, with the names of what is filled in. */
const texts = (tree: Texts, prefix = ""): [key: string, slots: string][] =>
  Object.entries(tree).flatMap(([key, text]) =>
    typeof text === "string"
      ? [[`${prefix}${key}`, (text.match(/\{\{\w+(, number)?\}\}/g) ?? []).toSorted().join()]]
      : texts(text, `${prefix}${key}.`),
  );

test("both languages have the same keys, in the same order, filled with the same things", () => {
  expect(texts(en)).toEqual(texts(fr));
});

test("no module's texts take the place of another's", async () => {
  const files = globSync("../*/fr.ts", { cwd: import.meta.dirname }).filter(
    (file) => !file.includes("i18n"),
  );
  const keys = await Promise.all(
    files.map(async (file) => Object.keys(((await import(file)) as { fr: object }).fr)),
  );
  expect(keys.flat().toSorted()).toEqual(Object.keys(fr).toSorted());
});

test("no text is empty", () => {
  const words = (tree: Texts): string[] =>
    Object.values(tree).flatMap((text) => (typeof text === "string" ? [text] : words(text)));
  for (const tree of [fr, en]) expect(words(tree).filter((text) => text.trim() === "")).toEqual([]);
});

test("a count of thousands is written in groups of three, as each language does", () => {
  const sentence = (language: "fr" | "en") =>
    translatorFor(language, language === "fr" ? fr : en).t("list.demonstrations", {
      count: 20_012,
    });
  expect(sentence("fr")).toContain("20\u202f012 stations");
  expect(sentence("en")).toContain("20,012");
});

test("every count is written so", () => {
  const all = [...texts(fr), ...texts(en)].map(([, slots]) => slots).join();
  expect(all).toContain("{{count, number}}");
  expect(all).not.toContain("{{count}}");
});

test("every text is used somewhere", () => {
  const workspace = join(import.meta.dirname, "../..");
  const sources = globSync("{app,server,print}/**/*.{ts,tsx}", { cwd: workspace })
    .filter((file) => !/(^|\/)(fr|en)\.ts$|\.test\.ts$/.test(file))
    .map((file) => readFileSync(join(workspace, file), "utf8"))
    .join("\n");
  // A key as it stands, or with what is chosen when the page is made: `state.${kind}`.
  const whole = new Set([...sources.matchAll(/["'`](\w[\w.-]*)["'`]/g)].map(([, key]) => key));
  const made = [...sources.matchAll(/`(\w+\.[\w.-]*\$\{[^`]*)`/g)]
    .map(([, key = ""]) => key.split(/\$\{[^}]*\}/))
    .filter((parts) => parts.every((part) => /^[\w.-]*$/.test(part)))
    .map((parts) => new RegExp(`^${parts.map(RegExp.escape).join("[\\w.-]+")}$`));
  const isUsed = (key: string) => whole.has(key) || made.some((pattern) => pattern.test(key));
  const unused = texts(fr)
    .map(([key]) => key.replace(/_(zero|one|two|few|many|other)$/, ""))
    .filter((key) => !isUsed(key));
  expect(unused).toEqual([]);
});
