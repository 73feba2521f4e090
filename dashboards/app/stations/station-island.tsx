import { StrictMode, startTransition } from "react";
import { hydrateRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { pageLanguage } from "../i18n/language.ts";
import { translatorFor } from "../i18n/translator.ts";
import { FormatsProvider } from "../site/formats-context.tsx";
import { islandData } from "./island-data.ts";
import { loadStationTexts } from "./load-station-texts.ts";
import { StationLive } from "./station-live.tsx";

/** Takes over the living part of a station's page. The rest stays as the server has written it. */
export const wakeStation = async (element: HTMLElement): Promise<void> => {
  const data = islandData(document);
  if (data === undefined) return;
  const language = pageLanguage(document);
  const texts = await loadStationTexts(language);
  startTransition(() => {
    hydrateRoot(
      element,
      <StrictMode>
        <I18nextProvider i18n={translatorFor(language, texts)}>
          <FormatsProvider language={language} zone={data.zone}>
            <StationLive initial={data} />
          </FormatsProvider>
        </I18nextProvider>
      </StrictMode>,
    );
  });
};
