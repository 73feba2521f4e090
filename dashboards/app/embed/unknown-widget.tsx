import { useTranslation } from "react-i18next";
import type { LoaderContext } from "../account/session.ts";
import type { Asked } from "../api/client.ts";
import { allTexts } from "../i18n/all-texts.ts";
import { languageContext } from "../i18n/request-language.ts";
import { translatorFor } from "../i18n/translator.ts";
import { zoneContext } from "../site/zone.ts";
import { widgetAnswer } from "./widget-document.tsx";

const Unknown = ({ reason }: { reason: "missing" | "silent" }) => {
  const { t } = useTranslation();
  return (
    <main aria-labelledby="said" className="widget level-unknown">
      <h1 id="said">{t(`embed.${reason}`)}</h1>
      <p className="widget-link">
        <a href="/" target="_top">
          {t("embed.toSite", { site: t("site.name") })}
        </a>
      </p>
    </main>
  );
};

/** What a widget shows where there is nothing to show: on other people's sites too, a sentence and a way on. */
export const unknownWidget = (
  request: Request,
  context: LoaderContext,
  asked: Exclude<Asked<unknown>, { ok: true }>,
): Promise<Response> => {
  const language = context.get(languageContext);
  const { t } = translatorFor(language, allTexts[language]);
  const reason = asked.reason === "refused" ? "missing" : "silent";
  return widgetAnswer(request, context, {
    title: t("site.name"),
    zone: context.get(zoneContext),
    status: reason === "missing" ? 404 : 503,
    children: <Unknown reason={reason} />,
  });
};
