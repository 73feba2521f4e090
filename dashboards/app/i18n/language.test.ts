import { expect, test } from "vitest";
import { chooseLanguage, inLanguage } from "./language.ts";

test.each([
  ["French when nothing is known", {}, "fr"],
  ["what the browser prefers", { preferred: "en" }, "en"],
  ["French when we have none of the browser's", { preferred: "" }, "fr"],
  ["what was chosen before", { cookie: "a=b; lang=en", preferred: "fr" }, "en"],
  ["not a cookie of another name", { cookie: "slang=en" }, "fr"],
  ["not a language that we lack", { cookie: "lang=xx", query: "de" }, "fr"],
  ["what the address asks for, before all", { query: "en", cookie: "lang=fr" }, "en"],
] as const)("the language is %s", (_, request, language) => {
  expect(chooseLanguage({ query: null, cookie: null, preferred: null, ...request })).toBe(language);
});

test("a link to another language keeps the rest of the address", () => {
  expect(inLanguage("?quantity=pm10&lang=fr", "en")).toBe("?quantity=pm10&lang=en");
  expect(inLanguage("", "fr")).toBe("?lang=fr");
});
