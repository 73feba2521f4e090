import { ask, patience } from "../api/client.ts";
import { allTexts } from "../i18n/all-texts.ts";
import { languageContext } from "../i18n/request-language.ts";
import { translatorFor } from "../i18n/translator.ts";
import { requestApi, services } from "../services.ts";
import { textAnswer } from "../site/text-answer.ts";
import type { Route } from "./+types/feed-route.ts";
import { missing, titleOf } from "./answer-file.ts";
import { feedOf } from "./feed.ts";

/** `/bulletin/<code>/feed.atom`: the bulletins of the last days. */
export const loader = async ({ request, params: { code }, context }: Route.LoaderArgs) => {
  const language = context.get(languageContext);
  const { t } = translatorFor(language, allTexts[language]);
  const { publicUrl, now } = context.get(services);
  const params = { path: { code } };
  const signal = patience(request.signal);
  const asked = await ask(
    context.get(requestApi).GET("/api/v1/bulletins/{code}/days", { params, signal }),
  );
  if (!asked.ok) return missing(t, asked);
  const { territory, bulletins } = asked.value;
  const feed = feedOf({
    ...{ language, bulletins, key: territory.key, now: now() },
    title: t("bulletin.title", { name: territory.name }),
    author: t("site.name"),
    site: new URL(publicUrl).origin,
    titleOf: (one) => titleOf(t, one, language),
  });
  return textAnswer(feed, 200, "application/atom+xml");
};
