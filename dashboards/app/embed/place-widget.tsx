import { useTranslation } from "react-i18next";
import type { AirOfTerritory } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import { type Level, levelClass } from "../design/level.ts";
import { LevelChip } from "../design/level-chip.tsx";
import { allTexts } from "../i18n/all-texts.ts";
import { languageContext } from "../i18n/request-language.ts";
import { translatorFor } from "../i18n/translator.ts";
import { useWords } from "../i18n/use-words.ts";
import { useFormats } from "../site/formats-context.tsx";
import { zoneContext } from "../site/zone.ts";
import type { Route } from "./+types/place-widget.ts";
import { unknownWidget } from "./unknown-widget.tsx";
import { publicApi, widgetAnswer } from "./widget-document.tsx";

interface PlaceWidgetProps {
  readonly place: string;
  readonly name: string;
  readonly glance: AirOfTerritory;
}

const PlaceWidget = ({ place, name, glance }: PlaceWidgetProps) => {
  const { t } = useTranslation();
  const words = useWords();
  const { shortDay, clock } = useFormats();
  const { noise, pollen, origin, judged, tables } = glance;
  const level = glance.level as Level;
  const at = Date.parse(glance.at);
  const band = tables.atmo.levels.find((one) => one.level === level)?.name;
  return (
    <main aria-labelledby="said" className={`widget ${levelClass(level)}`}>
      <div className="widget-said">
        {origin === "measured" ? null : <p className="widget-origin">{t(`origin.${origin}`)}</p>}
        <p className="widget-place">{name}</p>
        <h1 id="said">{words(glance.words)}</h1>
        <p>
          <LevelChip level={level}>
            {level === null || band === undefined
              ? t("headline.unknown")
              : t("headline.band", { level, band: words(band) })}
          </LevelChip>
        </p>
      </div>
      <div className="widget-measured">
        <p>{pollen === null ? t("home.pollenUnknown") : words(pollen.words)}</p>
        {noise === null || noise.judged === 0 ? null : (
          <p>{t("home.noiseOfAll", { count: noise.judged, above: noise.aboveGuideline })}</p>
        )}
        <p className="widget-time">
          {t("embed.asOf", { day: shortDay(at), clock: clock(at) })}{" "}
          {judged === 0 ? null : t(`home.fromAll.${origin}`, { count: judged })}
        </p>
        <p className="widget-link">
          <a href={`/?${new URLSearchParams({ place })}`} target="_top">
            {t("embed.toPlace", { site: t("site.name") })}
          </a>
        </p>
      </div>
    </main>
  );
};

/** `/embed/places/<key of a territory>`: how the air is there, for a page of another site. */
export const loader = async ({ request, params: { key }, context }: Route.LoaderArgs) => {
  const api = publicApi(request, context);
  const signal = patience(request.signal);
  const params = { path: { code: key } };
  const asked = await ask(api.GET("/api/v1/air/territories/{code}", { params, signal }));
  if (!asked.ok) return unknownWidget(request, context, asked);
  const language = context.get(languageContext);
  const { t } = translatorFor(language, allTexts[language]);
  const { territory } = asked.value;
  const name = territory?.name ?? key;
  return widgetAnswer(request, context, {
    title: t("embed.ofPlace", { name }),
    zone: context.get(zoneContext),
    children: <PlaceWidget place={territory?.key ?? key} name={name} glance={asked.value} />,
  });
};
