import { StrictMode, startTransition } from "react";
import { hydrateRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { HydratedRouter } from "react-router/dom";
import { isLanguage } from "./i18n/language.ts";
import { loadTexts } from "./i18n/load-texts.ts";
import { translatorFor } from "./i18n/translator.ts";

const { lang } = document.documentElement;
const language = isLanguage(lang) ? lang : "fr";

void loadTexts(language).then((texts) =>
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <I18nextProvider i18n={translatorFor(language, texts)}>
          <HydratedRouter />
        </I18nextProvider>
      </StrictMode>,
    );
  }),
);
