import type { fr } from "./browser-fr.ts";
import type { Language } from "./language.ts";

/** The texts of one language: a file of its own, so that the browser never loads the others. */
export const loadTexts = async (language: Language): Promise<typeof fr> => {
  switch (language) {
    case "fr":
      return (await import("./browser-fr.ts")).fr;
    case "en":
      return (await import("./browser-en.ts")).en;
    default:
      return language satisfies never;
  }
};
