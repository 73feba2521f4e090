import type { TFunction } from "i18next";
import type { AtlasSheets, TerritoryShown } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import { allTexts } from "../i18n/all-texts.ts";
import { languageContext } from "../i18n/request-language.ts";
import { translatorFor } from "../i18n/translator.ts";
import { bookletOrders, bookletPapers } from "../prints.ts";
import { requestApi, services } from "../services.ts";
import { formatsFor } from "../site/formats.ts";
import { printedAnswer } from "../site/printed-answer.ts";
import { textAnswer } from "../site/text-answer.ts";
import { zoneContext } from "../site/zone.ts";
import type { Route } from "./+types/booklet-route.ts";
import { type AtlasQuery, apiChoice, atlasAddress, atlasQuery, wordLists } from "./atlas-query.ts";
import { printedEntry } from "./printed-entry.ts";
import { wordOfKey } from "./words.ts";

/** A choice as a sentence for the first page; empty for all entries. */
const chosenText = ({ search, words, open, family }: AtlasQuery, t: TFunction): string =>
  [
    ...(search === "" ? [] : [t("atlas.printed.search", { words: search })]),
    ...(family === undefined ? [] : [t(`atlas.family.${family}`)]),
    ...wordLists.flatMap((list) => {
      const key = words[list];
      return key === undefined || wordOfKey(list, key) === undefined
        ? []
        : [t(`atlas.words.${key}` as "atlas.words.free")];
    }),
    ...(open === undefined ? [] : [t(`atlas.open.${open}`)]),
  ].join(" · ");

/** Rings of an outline, of one area or of several. */
const ringsOf = (geometry: TerritoryShown["geometry"]): [number, number][][] | undefined => {
  if (geometry === undefined) return undefined;
  const { type, coordinates } = geometry;
  return (type === "Polygon" ? coordinates : coordinates.flat()) as [number, number][][];
};

const sourcesOf = (entries: AtlasSheets["entries"]): string[] => [
  ...new Set(
    entries.map(({ source, licence }) =>
      licence === undefined ? source : `${source} (${licence})`,
    ),
  ),
];

const oneOf = <T extends string>(allowed: readonly T[], text: string | null): T | undefined =>
  text === null ? allowed[0] : allowed.find((one) => one === text);

/** `/atlas/booklet.pdf?place=…&paper=a5&by=theme`: the atlas of a choice on paper. */
export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const language = context.get(languageContext);
  const { t } = translatorFor(language, allTexts[language]);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const { searchParams } = new URL(request.url);
  const asked = { ...atlasQuery(searchParams), after: undefined };
  const paper = oneOf(bookletPapers, searchParams.get("paper"));
  const by = oneOf(bookletOrders, searchParams.get("by"));
  if (paper === undefined || by === undefined)
    return textAnswer(`${t("atlas.printed.wrong")}\n`, 400);
  // What a list would pass over, a document that somebody hands on must not.
  if (searchParams.has("place") && asked.place === undefined)
    return textAnswer(`${t("atlas.printed.noPlace")}\n`, 404);
  const [territory, sheets] = await Promise.all([
    asked.place === undefined
      ? undefined
      : ask(
          api.GET("/api/v1/territories/{code}", {
            params: { path: { code: asked.place }, query: { geometry: "true" } },
            signal,
          }),
        ),
    ask(api.GET("/api/v1/atlas/sheets", { params: { query: apiChoice(asked) }, signal })),
  ]);
  if (territory?.ok === false)
    return territory.reason === "refused"
      ? textAnswer(`${t("atlas.printed.noPlace")}\n`, 404)
      : textAnswer(`${t("site.notPrinted")}\n`, 503);
  if (!sheets.ok)
    return sheets.reason === "refused" && sheets.status === 429
      ? textAnswer(`${t("atlas.printed.often")}\n`, 429)
      : textAnswer(`${t("site.notPrinted")}\n`, sheets.reason === "refused" ? 400 : 503);
  const { entries, total, most } = sheets.value;
  if (total.count > entries.length)
    return textAnswer(
      `${t(total.isMore ? "atlas.printed.farTooMany" : "atlas.printed.tooMany", { count: total.count, most })}\n`,
      413,
    );
  const { prints, publicUrl, now } = context.get(services);
  const { name, geometry } = territory?.value ?? {};
  const outline = ringsOf(geometry);
  const made = await prints.booklet(
    {
      title: name === undefined ? t("atlas.title") : t("atlas.titleOf", { place: name }),
      chosen: chosenText(asked, t),
      address: new URL(publicUrl).origin + atlasAddress(asked),
      ...{ paper, by },
      data: formatsFor(language, context.get(zoneContext)).date(now()),
      sources: sourcesOf(entries),
      ...(outline === undefined ? {} : { outline }),
      entries: entries.map((entry) => printedEntry(entry, t, language)),
    },
    language,
  );
  return printedAnswer(made, `atlas-${asked.place ?? "livret"}-${paper}.pdf`, { request, context });
};
