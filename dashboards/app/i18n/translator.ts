import { createInstance, type i18n, type PostProcessorModule } from "i18next";
import { initReactI18next } from "react-i18next";
import type { texts as stationTexts } from "../stations/station-texts-fr.ts";
import type { fr as browserTexts } from "./browser-fr.ts";
import type { fr } from "./fr.ts";
import type { Language } from "./language.ts";
import { typeset } from "./typography.ts";

/** All texts on the server, those of pages with script in a browser, or of a page's living part. */
export type Texts = typeof fr | typeof browserTexts | typeof stationTexts;

/** A translator of its own for each page: two readers with two languages never share one. */
export const translatorFor = (language: Language, texts: Texts): i18n => {
  const instance = createInstance();
  // With all texts at hand and `initAsync: false` it is ready when the call returns.
  const typography: PostProcessorModule = {
    type: "postProcessor",
    name: "typography",
    process: (text) => typeset(language, text),
  };
  void instance
    .use(initReactI18next)
    .use(typography)
    .init({
      lng: language,
      fallbackLng: false,
      initAsync: false,
      resources: { [language]: { translation: texts } },
      postProcess: [typography.name],
      interpolation: { escapeValue: false },
    });
  return instance;
};
