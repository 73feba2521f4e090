import { quantities } from "@datacityzen/hardware/quantities";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useRevalidator } from "react-router";
import uplotStyle from "uplot/dist/uPlot.min.css?url";
import { ask, patience } from "../api/client.ts";
import { chartQuery } from "../charts/chart-query.ts";
import chartStyle from "../charts/charts.css?url";
import { ChartsSection } from "../charts/charts-section.tsx";
import {
  asForeign,
  askDays,
  askPicture,
  askRemarks,
  pictureBeside,
  tableDays,
} from "../charts/load-charts.ts";
import { marksOfAir } from "../charts/marks-of-air.ts";
import { pictureOf, slotWidth } from "../charts/picture.ts";
import { rangeOf } from "../charts/range.ts";
import { languageContext } from "../i18n/request-language.ts";
import { useLiveDay } from "../live/use-live-day.ts";
import { requestApi, services } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import { territory } from "../site/territory.ts";
import type { Route } from "./+types/station-page.ts";
import { headlineOf, worthOf } from "./headline.ts";
import { HeadlineSection } from "./headline-section.tsx";
import { LatestTable } from "./latest-table.tsx";
import { askNeighbours } from "./neighbours.ts";
import { NoticeList } from "./notice-list.tsx";
import { linesKey, noticesOf, noticesOfRows } from "./notices.ts";
import { OriginNote } from "./origin-note.tsx";
import { OutOfService } from "./out-of-service.tsx";
import { ReplacedSensors } from "./replaced-sensors.tsx";
import type { Row } from "./rows.ts";
import { currentMs, Standing } from "./standing.tsx";
import style from "./station.css?url";
import { StationCredit } from "./station-credit.tsx";
import {
  intervals,
  lineNotices,
  mistakesOf,
  shownQuantity,
  stationView,
  toldSensors,
} from "./station-view.ts";

/** The page updates live; without script it shows the moment at which it was asked for. */
export const handle = { scripts: true };

export const links: Route.LinksFunction = () => [
  { rel: "stylesheet", href: uplotStyle },
  { rel: "stylesheet", href: chartStyle },
  { rel: "stylesheet", href: style },
];

/** Older ones concern no chart of this page. */
const REPLACED_SHOWN = 3;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const { now: clock } = context.get(services);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const station = { kind: "station", id: params.id } as const;
  const path = { id: params.id };
  const query = chartQuery(new URL(request.url).searchParams);
  const language = context.get(languageContext);
  const { zone } = territory;
  const [told, latest, replaced, air] = await Promise.all([
    ask(api.GET("/api/v1/stations/{id}", { params: { path }, signal })),
    ask(api.GET("/api/v1/stations/{id}/latest", { params: { path }, signal })),
    ask(api.GET("/api/v1/stations/{id}/sensor-replacements", { params: { path }, signal })),
    ask(
      api.GET("/api/v1/air/stations", {
        params: { query: { ids: params.id, hours: "true" } },
        signal,
      }),
    ),
  ]);
  const known = answerOr(told, station);
  const { values } = answerOr(latest, station);

  const quantity = shownQuantity(query.quantity, values);
  if (quantity === undefined) return fail({ kind: "quantity", quantity: query.quantity ?? "" });
  const second = query.with === null ? undefined : shownQuantity(query.with, values);
  // The air of a station that is indoors is not told.
  const here = air.ok ? air.value.stations[0] : undefined;
  const headline =
    here === undefined || !air.ok
      ? undefined
      : headlineOf(here, { language, tables: air.value.tables });
  const view = stationView(known, values, {
    shown: [quantity, second, headline?.quantity].filter((one) => one !== undefined),
    language,
  });

  const now = clock();
  const range = rangeOf(query, { now, zone, slot: slotWidth(intervals(known)) });
  const days = tableDays(range, now, zone);
  const source = { api, signal, station: known.id };
  const around = await askNeighbours({ api, signal }, here);
  const neighbours = around.filter(({ quantities }) =>
    quantities.some((one) => one.quantity === quantity && one.latest !== null),
  );
  const besideId = neighbours.find((one) => one.station === query.beside)?.station;
  const [series, weeks, remarks, secondPicture, besidePicture] = await Promise.all([
    askPicture(source, quantity, range),
    askDays(source, quantity, days, zone),
    askRemarks(source, quantity, range, language),
    pictureBeside(source, second === quantity ? undefined : second, range),
    besideId === undefined
      ? undefined
      : pictureBeside({ ...source, station: besideId }, quantity, range),
  ]);
  const picture = pictureOf(answerOr(series, station), range);
  const beside =
    besideId === undefined || besidePicture === undefined
      ? undefined
      : asForeign(besidePicture, besideId);
  return {
    view,
    ...{ headline, worth: worthOf(here, language) },
    quantity,
    picture,
    charts: {
      ...{ query, range, remarks, beside },
      second: secondPicture,
      today: Temporal.Instant.fromEpochMilliseconds(now)
        .toZonedDateTimeISO(zone)
        .toPlainDate()
        .toString(),
      week: { from: days.from, until: days.until, weeks },
      besideSensors: Object.fromEntries(
        (beside?.lines ?? []).map(({ sensor }) => [sensor, sensor.replace("/", " – ")]),
      ),
      neighbours: neighbours.map(({ station: id, name }) => [id, name] as const),
      marks: air.ok
        ? marksOfAir(here?.quantities ?? [], air.value.tables, {
            ...{ language, zone },
            unitOf: (name) => quantities[name as keyof typeof quantities].unitSymbol,
          })
        : {},
    },
    service: known.outOfService,
    credit: { credit: known.credit, licence: known.licence },
    // The page goes on without the records.
    replaced: replaced.ok ? replaced.value.replacements.slice(0, REPLACED_SHOWN) : [],
    notices: noticesOf(known, view.facts.everyMs, now),
    written: [...lineNotices(known, language), ...mistakesOf(view.rows, language)],
    lines: linesKey(known),
    told: toldSensors(known),
    now,
    zone,
  };
};

export default function StationPage({ loaderData }: Route.ComponentProps) {
  const { view, quantity, zone } = loaderData;
  const { t } = useTranslation();
  const { day, connection } = useLiveDay(
    {
      now: loaderData.now,
      facts: view.facts,
      notices: loaderData.notices,
      lines: loaderData.lines,
      rows: view.rows,
      quantity,
      picture: loaderData.picture,
      doubtFrom: null,
    },
    { station: view.id, quantity },
  );
  const { rows, now } = day;
  const { revalidate } = useRevalidator();
  const { lines } = day;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when the lines change, once
  useEffect(() => {
    if (lines !== loaderData.lines) void revalidate();
  }, [lines]);
  const { facts } = day;
  const isCurrent = ({ at, sensor }: Row) =>
    now - at <= currentMs(view.every[sensor] ?? 0, facts.deliveryMs);
  const isMain = ({ quantity: name }: Row) => view.main.includes(name);
  const current = rows.filter(isCurrent);
  const older = rows.filter((row) => !isCurrent(row));
  const main = current.filter(isMain);
  const others = current.filter((row) => !isMain(row));
  const shown = { view, now, since: loaderData.now, worth: loaderData.worth };
  const { headline } = loaderData;
  const told = headline === undefined ? undefined : view.quantities[headline.quantity];
  return (
    <>
      <title>{`${t("station.title", { id: view.id })} – ${t("site.name")}`}</title>
      <p className="way-back">
        <a href="/stations">{t("site.home")}</a>
      </p>
      <h1>{t("station.title", { id: view.id })}</h1>
      <Standing facts={facts} now={now} connection={connection} kit={view.kit} />
      <OutOfService service={loaderData.service} />
      <OriginNote origins={view.origins} />
      {headline === undefined || told === undefined ? null : (
        <HeadlineSection
          {...{ headline, now }}
          quantity={told}
          newest={current.find((row) => row.quantity === headline.quantity)}
        />
      )}
      <StationCredit {...loaderData.credit} />
      <ReplacedSensors replaced={loaderData.replaced} />
      <NoticeList
        notices={[
          ...loaderData.written,
          ...day.notices,
          ...noticesOfRows({ ...view, rows, facts, told: loaderData.told }, now),
        ]}
        sensors={view.sensors}
        now={now}
      />
      {current.length === 0 ? null : (
        <section aria-labelledby="latest">
          <h2 id="latest">{t("station.latest")}</h2>
          {main.length === 0 ? null : (
            <LatestTable caption={t("station.latestCaption")} rows={main} {...shown} />
          )}
          {others.length === 0 ? null : (
            <details open={main.length === 0}>
              <summary>{t("station.more", { count: others.length })}</summary>
              <LatestTable caption={t("station.moreCaption")} rows={others} {...shown} />
            </details>
          )}
        </section>
      )}
      {older.length === 0 ? null : (
        <section aria-labelledby="older" className="older">
          <h2 id="older">{t("station.older")}</h2>
          <p>{t("station.olderNote")}</p>
          <details open={current.length === 0}>
            <summary>{t("station.olderCount", { count: older.length })}</summary>
            <LatestTable caption={t("station.olderCaption")} rows={older} {...shown} />
          </details>
        </section>
      )}
      {rows.length === 0 ? null : (
        <ChartsSection {...{ day, view, zone }} shown={quantity} charts={loaderData.charts} />
      )}
    </>
  );
}
