import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useRevalidator } from "react-router";
import uplotStyle from "uplot/dist/uPlot.min.css?url";
import type { Series } from "../api/answers.ts";
import { type Asked, ask, patience } from "../api/client.ts";
import { DaySection } from "../charts/day-section.tsx";
import { isoMinutes, lastDay, pictureOf, slotWidth } from "../charts/picture.ts";
import { lastDays, weeksOf } from "../charts/week.ts";
import { languageContext } from "../i18n/request-language.ts";
import { useLiveDay } from "../live/use-live-day.ts";
import { requestApi, services } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import { territory } from "../site/territory.ts";
import type { Route } from "./+types/station-page.ts";
import { LatestTable } from "./latest-table.tsx";
import { NoticeList } from "./notice-list.tsx";
import { linesKey, noticesOf, noticesOfRows } from "./notices.ts";
import { OriginNote } from "./origin-note.tsx";
import { OutOfService } from "./out-of-service.tsx";
import { ReplacedSensors } from "./replaced-sensors.tsx";
import type { Row } from "./rows.ts";
import { currentMs, Standing } from "./standing.tsx";
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

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: uplotStyle }];

/** Older ones concern no chart of this page. */
const REPLACED_SHOWN = 3;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const { now: clock } = context.get(services);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const station = { kind: "station", id: params.id } as const;
  const path = { id: params.id };
  const [told, latest, replaced] = await Promise.all([
    ask(api.GET("/api/v1/stations/{id}", { params: { path }, signal })),
    ask(api.GET("/api/v1/stations/{id}/latest", { params: { path }, signal })),
    ask(api.GET("/api/v1/stations/{id}/sensor-replacements", { params: { path }, signal })),
  ]);
  const known = answerOr(told, station);
  const { values } = answerOr(latest, station);

  const asked = new URL(request.url).searchParams.get("quantity");
  const quantity = shownQuantity(asked, values);
  if (quantity === undefined) return fail({ kind: "quantity", quantity: asked ?? "" });
  const view = stationView(known, values, {
    shown: quantity,
    language: context.get(languageContext),
  });

  const now = clock();
  const window = lastDay(now, slotWidth(intervals(known)));
  const query = {
    station: known.id,
    quantity,
    from: new Date(window.from).toISOString(),
    until: new Date(window.until).toISOString(),
    every: isoMinutes(window.every),
  };
  const { zone } = territory;
  const days = lastDays(now, zone);
  const week = { from: days[0] ?? now, until: now };
  const weekQuery = {
    ...query,
    ...{ every: "P1D", zone },
    from: new Date(week.from).toISOString(),
    until: new Date(week.until).toISOString(),
  };
  const [series, means] = await Promise.all(
    [query, weekQuery].map((asked) =>
      ask(api.GET("/api/v1/series/means", { params: { query: asked }, signal })),
    ) as [Promise<Asked<Series>>, Promise<Asked<Series>>],
  );
  const picture = pictureOf(answerOr(series, station), window);
  const language = context.get(languageContext);
  return {
    view,
    quantity,
    picture,
    service: known.outOfService,
    credit: { credit: known.credit, licence: known.licence },
    // The page goes on without the records.
    replaced: replaced.ok ? replaced.value.replacements.slice(0, REPLACED_SHOWN) : [],
    notices: noticesOf(known, view.facts.everyMs, now),
    written: [...lineNotices(known, language), ...mistakesOf(view.rows, language)],
    lines: linesKey(known),
    told: toldSensors(known),
    now,
    week: { ...week, weeks: weeksOf(answerOr(means, station), days) },
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
  const shown = { view, now, since: loaderData.now };
  return (
    <>
      <title>{`${t("station.title", { id: view.id })} – ${t("site.name")}`}</title>
      <p className="way-back">
        <a href="/">{t("site.home")}</a>
      </p>
      <h1>{t("station.title", { id: view.id })}</h1>
      <Standing facts={facts} now={now} connection={connection} kit={view.kit} />
      <OutOfService service={loaderData.service} />
      <StationCredit {...loaderData.credit} />
      <OriginNote origins={view.origins} />
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
        <DaySection day={day} view={view} shown={quantity} zone={zone} week={loaderData.week} />
      )}
    </>
  );
}
