import type { Language } from "./language.ts";
import type { Texts } from "./translator.ts";

/** The texts of one language: a file of its own, so that the browser never loads the others. */
export const loadTexts = async (language: Language): Promise<Texts> => {
  switch (language) {
    case "fr":
      return (await import("./fr.ts")).fr;
    case "en":
      return (await import("./en.ts")).en;
    default:
      return language satisfies never;
  }
};
