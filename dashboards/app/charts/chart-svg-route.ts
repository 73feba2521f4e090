import { quantities } from "@datacityzen/hardware/quantities";
import { ask, patience } from "../api/client.ts";
import { allTexts } from "../i18n/all-texts.ts";
import { languageContext } from "../i18n/request-language.ts";
import { translatorFor } from "../i18n/translator.ts";
import { requestApi, services } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import { formatsFor } from "../site/formats.ts";
import { quantityView } from "../stations/quantity.ts";
import { intervals, sensorNames, shownQuantity } from "../stations/station-view.ts";
import type { Route } from "./+types/chart-svg-route.ts";
import { chartQuery } from "./chart-query.ts";
import { chartSvg } from "./chart-svg.ts";
import { askPicture, askRemarks, shownSinceOf } from "./load-charts.ts";
import { scaleOfShown, wholeOf } from "./marks.ts";
import { marksOfAir } from "./marks-of-air.ts";
import { pictureOf, slotWidth } from "./picture.ts";
import { rangeOf } from "./range.ts";

/** `/stations/<name>/chart.svg`: the chart of the page, with its guideline, as a file that any program shows. */
export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const language = context.get(languageContext);
  const now = context.get(services).now();
  const query = chartQuery(new URL(request.url).searchParams);
  const station = { kind: "station", id: params.id } as const;
  const path = { id: params.id };
  const [told, latest, air] = await Promise.all([
    ask(api.GET("/api/v1/stations/{id}", { params: { path }, signal })),
    ask(api.GET("/api/v1/stations/{id}/latest", { params: { path }, signal })),
    ask(api.GET("/api/v1/air/stations", { params: { query: { ids: params.id } }, signal })),
  ]);
  const known = answerOr(told, station);
  const { zone } = known;
  const { values } = answerOr(latest, station);
  const quantity = shownQuantity(query.quantity, values);
  if (quantity === undefined) return fail({ kind: "quantity", quantity: query.quantity ?? "" });
  const range = rangeOf(query, { now, zone, slot: slotWidth(intervals(known)) });
  const source = { api, signal, station: known.id, shownSince: shownSinceOf(known) };
  const [series, remarks] = await Promise.all([
    askPicture(source, quantity, range),
    askRemarks(source, quantity, range, language),
  ]);
  const picture = pictureOf(answerOr(series, station), range);
  const view = quantityView(quantity, language);
  const formats = formatsFor(language, zone);
  const judged = air.ok
    ? marksOfAir(air.value.stations[0]?.quantities ?? [], air.value.tables, {
        ...{ language, zone },
        unitOf: () => quantities[quantity].unitSymbol,
      })[quantity]
    : undefined;
  const marks = { ...(judged ?? { thresholds: [], bands: [] }), remarks };
  const levels = marks.thresholds.map(({ value }) => value);
  const sensors = sensorNames(known, picture.lines);
  const { t } = translatorFor(language, allTexts[language]);
  const time =
    range.name === "chosen"
      ? t("range.chosen", { from: formats.date(range.from), to: formats.date(range.until - 1) })
      : t(`range.titles.${range.name}`);
  const svg = chartSvg({
    ...{ picture, marks, formats, zone, language, quantity: view },
    scale: scaleOfShown(picture, wholeOf(picture), undefined, view, levels),
    title: `${view.label} – ${known.id}`,
    foot: `${time} · ${formats.moment(now)} · ${t("site.name")} · ${known.licence}`,
    names: picture.lines.map(({ sensor, origin }) => {
      const name = sensors[sensor] ?? sensor.toUpperCase();
      return origin === "measured" ? name : t(`origin.named.${origin}`, { name });
    }),
  });
  return new Response(svg, {
    headers: {
      "content-type": "image/svg+xml; charset=utf-8",
      "cache-control": "private, no-cache",
      "content-security-policy": "default-src 'none'",
      vary: "accept-language, cookie",
    },
  });
};
