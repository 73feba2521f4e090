import { StrictMode, startTransition } from "react";
import { hydrateRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { HydratedRouter } from "react-router/dom";
import { pageLanguage } from "./i18n/language.ts";
import { loadTexts } from "./i18n/load-texts.ts";
import { translatorFor } from "./i18n/translator.ts";

/** Takes over a page that the server has written, with its route. */
export const wakeWholePage = async (): Promise<void> => {
  const language = pageLanguage(document);
  const texts = await loadTexts(language);
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <I18nextProvider i18n={translatorFor(language, texts)}>
          <HydratedRouter />
        </I18nextProvider>
      </StrictMode>,
    );
  });
};
