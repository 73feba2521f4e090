import type { TFunction } from "i18next";
import type { RouterContextProvider } from "react-router";
import type { AtlasSheets, TerritoryShown } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import { allTexts } from "../i18n/all-texts.ts";
import type { Language } from "../i18n/language.ts";
import { languageContext } from "../i18n/request-language.ts";
import { translatorFor } from "../i18n/translator.ts";
import { requestApi, services } from "../services.ts";
import { formatsFor } from "../site/formats.ts";
import { textAnswer } from "../site/text-answer.ts";
import { zoneContext } from "../site/zone.ts";
import { type AtlasQuery, apiChoice, atlasAddress, atlasQuery, wordLists } from "./atlas-query.ts";

/** Who asks for a document, in which words. */
export interface Asking {
  readonly request: Request;
  readonly context: Readonly<RouterContextProvider>;
}

export const wordsFor = ({ context }: Pick<Asking, "context">) => {
  const language: Language = context.get(languageContext);
  return { language, t: translatorFor(language, allTexts[language]).t };
};

/** The day of the data: today, in the zone of the service's country. */
export const dataDay = ({ context }: Pick<Asking, "context">, language: Language): string =>
  formatsFor(language, context.get(zoneContext)).date(context.get(services).now());

/** What an address asks for among what there is, the first of it by default; undefined for anything else. */
export const oneOf = <T extends string>(
  allowed: readonly [T, ...T[]] | readonly T[],
  text: string | null,
): T | undefined => (text === null ? allowed[0] : allowed.find((one) => one === text));

/** A choice as a sentence for the first page; empty for all entries. */
const chosenText = ({ search, words, open, family }: AtlasQuery, t: TFunction): string =>
  [
    ...(search === "" ? [] : [t("atlas.printed.search", { words: search })]),
    ...(family === undefined ? [] : [t(`atlas.family.${family}`)]),
    ...wordLists.flatMap((list) => {
      const key = words[list];
      return key === undefined ? [] : [t(`atlas.words.${key}` as "atlas.words.free")];
    }),
    ...(open === undefined ? [] : [t(`atlas.open.${open}`)]),
  ].join(" · ");

export interface AskedSheets {
  readonly sheets: AtlasSheets;
  readonly territory: TerritoryShown | undefined;
  readonly title: string;
  readonly chosen: string;
  /** Of the same list on the pages. */
  readonly address: string;
  /** A territory's key, or a word: a part of the file's name. */
  readonly file: string;
}

/** The sheets that an address chooses, or a sentence that says why there are none. */
export const askedSheets = async (
  asking: Asking,
  limit?: number,
): Promise<AskedSheets | Response> => {
  const { request, context } = asking;
  const { t } = wordsFor(asking);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const { searchParams } = new URL(request.url);
  const asked = { ...atlasQuery(searchParams), after: undefined };
  // What a list would pass over, a document that somebody hands on must not.
  if (searchParams.has("place") && asked.place === undefined)
    return textAnswer(`${t("atlas.printed.noPlace")}\n`, 404);
  const query = { ...apiChoice(asked), ...(limit === undefined ? {} : { limit }) };
  const [territory, sheets] = await Promise.all([
    asked.place === undefined
      ? undefined
      : ask(
          api.GET("/api/v1/territories/{code}", {
            params: { path: { code: asked.place }, query: { geometry: "true" } },
            signal,
          }),
        ),
    ask(api.GET("/api/v1/atlas/sheets", { params: { query }, signal })),
  ]);
  if (territory?.ok === false)
    return territory.reason === "refused"
      ? textAnswer(`${t("atlas.printed.noPlace")}\n`, 404)
      : textAnswer(`${t("site.notPrinted")}\n`, 503);
  if (!sheets.ok)
    return sheets.reason === "refused" && sheets.status === 429
      ? textAnswer(`${t("atlas.printed.often")}\n`, 429)
      : textAnswer(`${t("site.notPrinted")}\n`, sheets.reason === "refused" ? 400 : 503);
  const name = territory?.value.name;
  return {
    sheets: sheets.value,
    territory: territory?.value,
    title: name === undefined ? t("atlas.title") : t("atlas.titleOf", { place: name }),
    chosen: chosenText(asked, t),
    address: new URL(context.get(services).publicUrl).origin + atlasAddress(asked),
    file: asked.place ?? "liste",
  };
};
