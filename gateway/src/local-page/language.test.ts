import { expect, test } from "vitest";
import { chooseLanguage } from "./language.ts";

test.each([
  [undefined, undefined, "fr"],
  [undefined, "*", "fr"],
  [undefined, "de-DE,de;q=0.9", "fr"],
  [undefined, "en-GB,en;q=0.9", "en"],
  [undefined, "fr-FR,fr;q=0.9,en;q=0.8", "fr"],
  [undefined, "de, en;q=0.7, fr;q=0.3", "en"],
  [undefined, "en;q=0", "fr"],
  [undefined, "en;q=x,;;,", "en"],
  ["fr", "en", "fr"],
  ["en", "fr", "en"],
  ["tlh", "en", "en"],
  [["en", "fr"], undefined, "fr"],
] as const)("?lang=%s with Accept-Language %s gives %s", (asked, accepted, language) => {
  expect(chooseLanguage(asked, accepted)).toBe(language);
});
