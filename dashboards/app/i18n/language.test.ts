import { expect, test } from "vitest";
import { chooseLanguage, inLanguage } from "./language.ts";

test.each([
  ["French when nothing is known", {}, "fr"],
  ["what the browser prefers", { accept: "en-GB,en;q=0.9,fr;q=0.8" }, "en"],
  ["the heavier of two, whatever the order", { accept: "en;q=0.3, fr;q=0.7" }, "fr"],
  ["the first that we have", { accept: "br, de;q=0.9, en;q=0.5" }, "en"],
  ["not what the browser refuses", { accept: "en;q=0" }, "fr"],
  ["French when we have none of the browser's", { accept: "de, *;q=0.1" }, "fr"],
  ["what was chosen before", { cookie: "a=b; lang=en", accept: "fr" }, "en"],
  ["not a cookie of another name", { cookie: "slang=en" }, "fr"],
  ["not a language that we lack", { cookie: "lang=xx", query: "de" }, "fr"],
  ["what the address asks for, before all", { query: "en", cookie: "lang=fr", accept: "fr" }, "en"],
] as const)("the language is %s", (_, request, language) => {
  expect(chooseLanguage({ query: null, cookie: null, accept: null, ...request })).toBe(language);
});

test("a link to another language keeps the rest of the address", () => {
  expect(inLanguage("?quantity=pm10&lang=fr", "en")).toBe("?quantity=pm10&lang=en");
  expect(inLanguage("", "fr")).toBe("?lang=fr");
});
