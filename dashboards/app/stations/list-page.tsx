import { stationStates } from "@datacityzen/hardware/station-state";
import { useTranslation } from "react-i18next";
import type { StationList } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import type { Language } from "../i18n/language.ts";
import { languageContext } from "../i18n/request-language.ts";
import { requestApi, services } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/list-page.ts";
import { type ListQuery, listAddress, listQuery } from "./list-query.ts";
import { noticesOf, noticesOfRows } from "./notices.ts";
import { byImportance, mainQuantities, quantityView } from "./quantity.ts";
import { rowOf } from "./rows.ts";
import { currentMs } from "./standing.tsx";
import { type CardView, StationCard } from "./station-card.tsx";
import {
  everyOf,
  lineNotices,
  mistakesOf,
  sensorNames,
  stationFacts,
  toldSensors,
} from "./station-view.ts";

/** As many as a reader looks through. */
const CARDS = 24;
const VALUES_PER_CARD = 4;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = context.get(requestApi);
  const language = context.get(languageContext);
  const signal = patience(request.signal);
  const list = async (query: object) =>
    answerOr(await ask(api.GET("/api/v1/stations", { params: { query }, signal })), {
      kind: "missing",
    });

  const asked = listQuery(new URL(request.url).searchParams);
  const { find: search, state, after: cursor } = asked;
  const [page, all, measured] = await Promise.all([
    list({
      ...(search && { search }),
      ...(state && { state }),
      ...(cursor && { cursor }),
      limit: CARDS,
    }),
    list({ limit: 1 }),
    // What was only replayed or simulated is nobody's measurement.
    list({ origin: "measured", limit: 1 }),
  ]);
  const now = context.get(services).now();
  return {
    asked,
    total: all.total,
    measured: measured.total,
    found: page.total,
    counts: page.counts,
    next: page.next,
    cards: page.stations.map((station) => cardOf(station, language, now)),
    now,
  };
};

const cardOf = (
  station: StationList["stations"][number],
  language: Language,
  now: number,
): CardView => {
  const facts = stationFacts(station);
  const rows = station.latest.map(rowOf);
  const notices = [
    ...noticesOf(station, facts.everyMs, now),
    ...lineNotices(station, language),
    ...mistakesOf(rows, language),
    ...noticesOfRows(
      {
        ...{ rows, facts, every: everyOf(station), told: toldSensors(station) },
        firstSeen: Date.parse(station.firstSeen),
      },
      now,
    ),
  ];
  const sensors = sensorNames(station, rows);
  return {
    id: station.id,
    facts,
    origins: station.origins,
    toCheck: notices.length,
    values: rows
      .filter(({ quantity }) => mainQuantities.includes(quantity))
      .toSorted((a, b) => byImportance(a.quantity, b.quantity))
      .slice(0, VALUES_PER_CARD)
      .map((row) => ({
        row,
        sensor: sensors[row.sensor] ?? row.sensor,
        quantity: quantityView(row.quantity, language),
        current: now - row.at <= currentMs(facts.everyMs, facts.deliveryMs),
      })),
  };
};

export default function Home({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { asked, total, measured, found, counts, next, cards, now } = loaderData;
  const isChosen = asked.find !== "" || asked.state !== undefined;
  return (
    <>
      <title>{`${t("list.title")} – ${t("site.name")}`}</title>
      <meta name="description" content={t("site.motto")} />
      {total === 0 ? (
        <NoStation />
      ) : (
        <>
          <h1>{t("list.title")}</h1>
          <Counts measured={measured} demonstrations={total - measured} />
          {total > 1 ? <Find asked={asked} counts={counts} /> : null}
          {isChosen ? <p>{t("list.found", { count: found })}</p> : null}
          <ul className="cards">
            {cards.map((card) => (
              <li key={card.id}>
                <StationCard card={card} now={now} />
              </li>
            ))}
          </ul>
          <Pages asked={asked} next={next} />
        </>
      )}
    </>
  );
}

const Counts = ({ measured, demonstrations }: { measured: number; demonstrations: number }) => {
  const { t } = useTranslation();
  if (measured === 0) return <p>{t("list.onlyDemonstrations", { count: demonstrations })}</p>;
  return (
    <p>
      {t("list.count", { count: measured })}
      {demonstrations === 0 ? null : <> {t("list.demonstrations", { count: demonstrations })}</>}
    </p>
  );
};

/** A form that works without script. */
const Find = ({ asked, counts }: { asked: ListQuery; counts: StationList["counts"] }) => {
  const { t } = useTranslation();
  const present = stationStates.filter(
    (state) => (counts[state] ?? 0) > 0 || state === asked.state,
  );
  return (
    <search>
      <form className="find" method="get" action="/stations">
        <label htmlFor="find">{t("list.findLabel")}</label>
        <input id="find" name="find" type="search" maxLength={64} defaultValue={asked.find} />
        <label htmlFor="state">{t("list.stateLabel")}</label>
        <select id="state" name="state" defaultValue={asked.state ?? ""}>
          <option value="">{t("list.anyState")}</option>
          {present.map((state) => (
            <option key={state} value={state}>
              {t("list.stateCount", {
                state: t(`list.shortState.${state}`),
                count: counts[state] ?? 0,
              })}
            </option>
          ))}
        </select>
        <button type="submit">{t("list.findButton")}</button>
        {asked.find === "" && asked.state === undefined ? null : (
          <a href="/stations">{t("list.showAll")}</a>
        )}
      </form>
    </search>
  );
};

const Pages = ({ asked, next }: { asked: ListQuery; next: string | undefined }) => {
  const { t } = useTranslation();
  if (next === undefined && asked.after === undefined) return null;
  return (
    <nav className="pages" aria-label={t("list.pages")}>
      {asked.after === undefined ? null : (
        <a href={listAddress({ ...asked, after: undefined })}>{t("list.first")}</a>
      )}
      {next === undefined ? null : (
        <a href={listAddress({ ...asked, after: next })}>{t("list.next")}</a>
      )}
    </nav>
  );
};

const NoStation = () => {
  const { t } = useTranslation();
  return (
    <>
      <h1>{t("list.emptyTitle")}</h1>
      <p>{t("list.emptyText")}</p>
      <p>{t("list.emptyDemo")}</p>
      <pre>
        <code>npm start</code>
      </pre>
      <p>{t("list.emptyReal")}</p>
      <pre>
        <code>STATION_ID=rue-haute SENSORS=sds011@/dev/ttyUSB0 npm start</code>
      </pre>
      <p>{t("list.emptyReload")}</p>
    </>
  );
};
