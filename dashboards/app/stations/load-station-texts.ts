import type { Language } from "../i18n/language.ts";
import type { texts } from "./station-texts-fr.ts";

/** The texts of the living part in one language: a browser loads no other. */
export const loadStationTexts = async (language: Language): Promise<typeof texts> => {
  switch (language) {
    case "fr":
      return (await import("./station-texts-fr.ts")).texts;
    case "en":
      return (await import("./station-texts-en.ts")).texts;
    default:
      return language satisfies never;
  }
};
