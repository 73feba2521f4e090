import { expect, test } from "vitest";
import { languageOf, showsUnicode, toAscii } from "./language.ts";

test.each([
  [{}, "fr"],
  [{ LANG: "C.UTF-8" }, "fr"],
  [{ LANG: "en_GB.UTF-8" }, "en"],
  [{ LANG: "en_GB.UTF-8", LC_MESSAGES: "fr_FR.UTF-8" }, "fr"],
  [{ LANG: "fr_FR.UTF-8", LC_ALL: "en_US.UTF-8" }, "en"],
  [{ LANG: "en_US", LC_ALL: "" }, "en"],
])("the locale %j speaks %s", (environment, language) => {
  expect(languageOf(environment)).toBe(language);
});

test("a locale that names no character set gets ASCII", () => {
  expect(showsUnicode({ LANG: "fr_FR.utf8" })).toBe(true);
  expect(showsUnicode({ LANG: "C" })).toBe(false);
  expect(showsUnicode({})).toBe(false);
  expect(showsUnicode({ LANG: "fr_FR.UTF-8", LC_ALL: "POSIX" })).toBe(false);
});

test("what ASCII lacks is spelled, and colours stay", () => {
  expect(toAscii("Il y a : « œuf », déjà → µg/m³…")).toBe('Il y a : "oeuf", deja -> ug/m3...');
  expect(toAscii("κ × 2 − 1 à 20 °C")).toBe("kappa x 2 - 1 a 20 C");
  expect(toAscii("\x1b[32mPrêt\x1b[39m\n")).toBe("\x1b[32mPret\x1b[39m\n");
});
