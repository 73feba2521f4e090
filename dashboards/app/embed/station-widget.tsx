import { useTranslation } from "react-i18next";
import type { AirOfStation } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import { levelClass } from "../design/level.ts";
import { LevelChip } from "../design/level-chip.tsx";
import { allTexts } from "../i18n/all-texts.ts";
import { languageContext } from "../i18n/request-language.ts";
import { translatorFor } from "../i18n/translator.ts";
import { useFormats } from "../site/formats-context.tsx";
import { type Headline, headlineOf, type Worth, worthOf } from "../stations/headline.ts";
import { LastDay } from "../stations/last-day.tsx";
import { type QuantityView, quantityView } from "../stations/quantity.ts";
import { stationView } from "../stations/station-view.ts";
import type { Route } from "./+types/station-widget.ts";
import { unknownWidget } from "./unknown-widget.tsx";
import { publicApi, widgetAnswer } from "./widget-document.tsx";

interface StationWidgetProps {
  readonly id: string;
  readonly name: string;
  readonly commune: string | undefined;
  readonly origin: AirOfStation["origin"];
  readonly headline: Headline | undefined;
  readonly quantity: QuantityView | undefined;
  readonly hours: Worth["hours"];
  /** Of the newest reading, UTC ms. */
  readonly heardAt: number | undefined;
}

const StationWidget = (props: StationWidgetProps) => {
  const { id, name, commune, origin, headline, quantity, hours, heardAt } = props;
  const { t } = useTranslation();
  const { figure, shortDay, clock } = useFormats();
  const level = headline?.level;
  return (
    <main aria-labelledby="said" className={`widget ${levelClass(level ?? null)}`}>
      <div className="widget-said">
        {origin === "measured" ? null : <p className="widget-origin">{t(`origin.${origin}`)}</p>}
        <p className="widget-place">{commune === undefined ? name : `${name}, ${commune}`}</p>
        <h1 id="said">{headline?.sentence ?? t("embed.ofStation", { name })}</h1>
        {level === undefined ? null : (
          <p>
            <LevelChip level={level}>
              {level === null || headline?.band === undefined
                ? t("headline.unknown")
                : t("headline.band", { level, band: headline.band })}
            </LevelChip>
          </p>
        )}
      </div>
      <div className="widget-measured">
        {headline?.value === undefined || quantity === undefined ? null : (
          <p>
            <span className="widget-figure">{figure(headline.value, quantity.digits)}</span>{" "}
            {quantity.unit}
            <br />
            {headline.quantity === "laeq" && headline.over === "day"
              ? t("headline.noiseOfDay")
              : t(`headline.over.${headline.over}`, { quantity: quantity.label })}
          </p>
        )}
        {quantity === undefined ? null : <LastDay quantity={quantity} hours={hours} />}
        <p className="widget-time">
          {heardAt === undefined
            ? t("embed.never")
            : t("embed.lastReading", { day: shortDay(heardAt), clock: clock(heardAt) })}
        </p>
        <p className="widget-link">
          <a href={`/stations/${id}`} target="_top">
            {t("embed.toStation", { site: t("site.name") })}
          </a>
        </p>
      </div>
    </main>
  );
};

/** `/embed/stations/<name>`: what a station says, for a page of another site. */
export const loader = async ({ request, params: { id }, context }: Route.LoaderArgs) => {
  const api = publicApi(request, context);
  const signal = patience(request.signal);
  const language = context.get(languageContext);
  const path = { id };
  const [told, latest, air] = await Promise.all([
    ask(api.GET("/api/v1/stations/{id}", { params: { path }, signal })),
    ask(api.GET("/api/v1/stations/{id}/latest", { params: { path }, signal })),
    ask(api.GET("/api/v1/air/stations", { params: { query: { ids: id, hours: "true" } }, signal })),
  ]);
  if (!told.ok) return unknownWidget(request, context, told);
  if (!latest.ok) return unknownWidget(request, context, latest);
  if (!air.ok) return unknownWidget(request, context, air);
  const here = air.value.stations[0];
  const view = stationView(told.value, latest.value.values, { shown: [], language });
  const [first] = view.rows;
  // The air of a room is not told; what everybody may see of it is.
  const headline: Headline | undefined =
    here !== undefined
      ? headlineOf(here, { language, tables: air.value.tables })
      : first && {
          ...{ quantity: first.quantity, over: "now", value: first.value },
          ...{ trend: null, notes: [] },
        };
  const { t } = translatorFor(language, allTexts[language]);
  return widgetAnswer(request, context, {
    title: t("embed.ofStation", { name: told.value.title ?? id }),
    zone: told.value.zone,
    children: (
      <StationWidget
        id={told.value.id}
        name={told.value.title ?? told.value.id}
        commune={here?.place?.commune?.name}
        origin={here?.origin ?? told.value.origins[0] ?? "measured"}
        headline={headline}
        quantity={headline && quantityView(headline.quantity, language)}
        hours={(headline && worthOf(here, language)[headline.quantity]?.hours) ?? []}
        heardAt={view.rows.length === 0 ? undefined : Math.max(...view.rows.map(({ at }) => at))}
      />
    ),
  });
};
