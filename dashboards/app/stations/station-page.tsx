import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { chartQuery } from "../charts/chart-query.ts";
import {
  asForeign,
  askDays,
  askPicture,
  askRemarks,
  pictureBeside,
  shownSinceOf,
  tableDays,
  weeksWithin,
} from "../charts/load-charts.ts";
import { marksOfAir } from "../charts/marks-of-air.ts";
import { pictureOf, slotWidth } from "../charts/picture.ts";
import { rangeOf } from "../charts/range.ts";
import { languageContext } from "../i18n/request-language.ts";
import { askLife, askPortrait } from "../portrait/load-portrait.ts";
import { partsOf } from "../portrait/parts.ts";
import { PortraitOf } from "../portrait/portrait.tsx";
import { requestApi, services } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import type { Route } from "./+types/station-page.ts";
import { headlineOf, worthOf } from "./headline.ts";
import { DATA_ID, islandText } from "./island-data.ts";
import { askNeighbours } from "./neighbours.ts";
import { linesKey, noticesOf } from "./notices.ts";
import { OriginNote } from "./origin-note.tsx";
import { OutOfService } from "./out-of-service.tsx";
import { PhotoFigure } from "./photo-figure.tsx";
import { askPlace, PlaceTold } from "./public-place.tsx";
import { quantityView } from "./quantity.ts";
import { ReplacedSensors } from "./replaced-sensors.tsx";
import { StationCredit } from "./station-credit.tsx";
import { type LiveData, StationLive } from "./station-live.tsx";
import style from "./station-page.css?url";
import { askPhotos } from "./station-photo.ts";
import {
  intervals,
  lineNotices,
  mistakesOf,
  shownQuantity,
  stationView,
  toldSensors,
} from "./station-view.ts";

/** A part of the page updates live; without script it shows the moment at which it was asked for. */
export const handle = { scripts: "part" };

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: style }];

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
  const [told, latest, replaced, air, photos] = await Promise.all([
    ask(api.GET("/api/v1/stations/{id}", { params: { path }, signal })),
    ask(api.GET("/api/v1/stations/{id}/latest", { params: { path }, signal })),
    ask(api.GET("/api/v1/stations/{id}/sensor-replacements", { params: { path }, signal })),
    ask(
      api.GET("/api/v1/air/stations", {
        params: { query: { ids: params.id, hours: "true" } },
        signal,
      }),
    ),
    askPhotos({ api, signal }, [params.id]),
  ]);
  const known = answerOr(told, station);
  const { zone } = known;
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
  const source = { api, signal, station: known.id, shownSince: shownSinceOf(known) };
  const around = await askNeighbours({ api, signal }, here);
  const neighbours = around.filter(({ quantities }) =>
    quantities.some((one) => one.quantity === quantity && one.latest !== null),
  );
  const besideId = neighbours.find((one) => one.station === query.beside)?.station;
  const measured = new Set(values.map((value) => value.quantity));
  const firstSeen = Math.max(Date.parse(known.firstSeen), source.shownSince ?? 0);
  const life = askLife(source, quantity, { firstSeen, now, zone });
  // The last days are a part of its life, when that is told by day.
  const tabled =
    range.name === "day" && life?.unit === "day"
      ? life.answer
      : askDays(source, quantity, days, zone);
  const [portrait, series, daily, remarks, secondPicture, besidePicture, place] = await Promise.all(
    [
      askPortrait({
        ...{ ...source, quantity, measured, here, around, now, zone },
        life,
        tables: air.ok ? air.value.tables : undefined,
      }),
      askPicture(source, quantity, range),
      tabled,
      askRemarks(source, quantity, range, language),
      pictureBeside(source, second === quantity ? undefined : second, range),
      besideId === undefined
        ? undefined
        : pictureBeside({ api, signal, station: besideId }, quantity, range),
      askPlace(api, signal, known),
    ],
  );
  const picture = pictureOf(answerOr(series, station), range);
  const beside =
    besideId === undefined || besidePicture === undefined
      ? undefined
      : asForeign(besidePicture, besideId);
  const live: LiveData = {
    ...{ view, headline, quantity, picture, now, zone },
    worth: worthOf(here, language),
    charts: {
      ...{ query, range, remarks, beside },
      second: secondPicture,
      today: Temporal.Instant.fromEpochMilliseconds(now)
        .toZonedDateTimeISO(zone)
        .toPlainDate()
        .toString(),
      week: { from: days.from, until: days.until, weeks: weeksWithin(daily, days) },
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
    notices: noticesOf(known, view.facts.everyMs, now),
    written: [...lineNotices(known, language), ...mistakesOf(view.rows, language)],
    lines: linesKey(known),
    told: toldSensors(known),
    parts: [...partsOf(portrait), "about"],
  };
  const toldQuantities = [
    quantity,
    portrait.rose?.quantity,
    ...portrait.elsewhere.map((one) => one.subject),
  ];
  return {
    ...{ live, portrait, zone },
    // An optical counter's particles of the size of pollen are none.
    countsPollen: values.some(
      (value) => value.quantity.startsWith("pollen_") && value.quantity !== "pollen_range",
    ),
    named: Object.fromEntries(
      toldQuantities
        .filter((name): name is QuantityName => name !== undefined && name !== "pollen")
        .map((name) => [name, quantityView(name, language)]),
    ),
    service: known.outOfService,
    title: known.title,
    credit: { credit: known.credit, licence: known.licence },
    photo: photos.get(known.id),
    place,
    // The page goes on without the records.
    replaced: replaced.ok ? replaced.value.replacements.slice(0, REPLACED_SHOWN) : [],
  };
};

export default function StationPage({ loaderData }: Route.ComponentProps) {
  const { live, title, photo } = loaderData;
  const { t } = useTranslation();
  const { id, origins } = live.view;
  const shown = live.view.quantities[live.quantity];
  return (
    <>
      <title>{`${title ?? t("station.title", { id })} – ${t("site.name")}`}</title>
      <p className="way-back">
        <a href="/stations">{t("site.home")}</a>
      </p>
      <div className="station-name">
        <h1>
          {title ?? (
            <>
              {t("station.title", { id: "" }).trim()} <span className="whole-name">{id}</span>
            </>
          )}
        </h1>
        {photo === undefined ? null : (
          <a href="#about" aria-label={t("photo.see")}>
            <img className="name-photo" src={photo.files.small} alt="" width={96} height={96} />
          </a>
        )}
      </div>
      <OutOfService service={loaderData.service} />
      <OriginNote origins={origins} />
      <div id="station-live">
        <StationLive initial={live} />
      </div>
      <script
        id={DATA_ID}
        type="application/json"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: our own JSON, in which nothing ends the element
        dangerouslySetInnerHTML={{ __html: islandText(live) }}
      />
      {shown === undefined ? null : (
        <PortraitOf
          {...{ portrait: loaderData.portrait, named: loaderData.named, now: live.now }}
          station={id}
          quantity={shown}
        />
      )}
      <section aria-labelledby="about">
        <h2 id="about">{t("station.about")}</h2>
        {photo === undefined ? null : <PhotoFigure photo={photo} />}
        <ul className="links links-beside">
          <li>
            <a href={`/stations/${id}/how?quantity=${loaderData.live.quantity}`}>
              {t("station.how")}
            </a>
          </li>
          <li>
            <a href={`/stations/${id}/trust`}>{t("trust.link")}</a>
          </li>
          {loaderData.countsPollen ? (
            <li>
              <a href={`/stations/${id}/pollen`}>{t("pollen.link")}</a>
            </li>
          ) : null}
          <li>
            <a href={`/stations/${id}/notes`}>{t("notes.link")}</a>
          </li>
          <li>
            <a href={`/widget?station=${id}`}>{t("embed.linkStation")}</a>
          </li>
          <li>
            <a href={`/alerts?station=${id}`}>{t("alerts.link")}</a>
          </li>
        </ul>
        {loaderData.place === undefined ? null : <PlaceTold place={loaderData.place} />}
        {title === undefined ? null : <p>{t("station.connectsAs", { id })}</p>}
        <StationCredit {...loaderData.credit} />
        <ReplacedSensors replaced={loaderData.replaced} />
      </section>
    </>
  );
}
