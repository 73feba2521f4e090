import type { TFunction } from "i18next";
import type { RouterContextProvider } from "react-router";
import type { Bulletin } from "../api/answers.ts";
import { type Asked, patience } from "../api/client.ts";
import { allTexts } from "../i18n/all-texts.ts";
import type { Language } from "../i18n/language.ts";
import { languageContext } from "../i18n/request-language.ts";
import { translatorFor } from "../i18n/translator.ts";
import { requestApi } from "../services.ts";
import { formatsFor } from "../site/formats.ts";
import { textAnswer } from "../site/text-answer.ts";
import { askBulletin, dayIn } from "./bulletin.ts";

/** "Le jour à Bègles, samedi 28 novembre". */
export const titleOf = (
  t: TFunction,
  { territory, to, zone }: Bulletin,
  language: Language,
): string =>
  t("bulletin.titleOfDay", {
    name: territory.name,
    day: formatsFor(language, zone).day(Date.parse(to)),
  });

/** A sentence for whoever asked for a file that there is not: a program may read it aloud. */
export const missing = (t: TFunction, asked: Extract<Asked<unknown>, { ok: false }>): Response =>
  asked.reason === "refused"
    ? textAnswer(`${t("bulletin.noneText")}\n`, 404)
    : textAnswer(`${t("bulletin.failedText")}\n`, 503);

/** The bulletin of which a file is asked for, with the words for it. */
export const askedFile = async (
  request: Request,
  context: Readonly<RouterContextProvider>,
  code: string,
) => {
  const language = context.get(languageContext);
  const { t } = translatorFor(language, allTexts[language]);
  const signal = patience(request.signal);
  const asked = await askBulletin(context.get(requestApi), code, dayIn(request), signal);
  return { language, t, asked };
};
