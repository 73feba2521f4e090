import { useTranslation } from "react-i18next";
import type { StationList } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import { languageContext } from "../i18n/language.ts";
import { requestApi, services } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/list-page.ts";
import { pageOf } from "./directory.ts";
import { byImportance, mainQuantities, quantityView } from "./quantity.ts";
import { rowOf } from "./rows.ts";
import { type CardView, StationCard } from "./station-card.tsx";
import { sensorNames, stateFacts } from "./station-view.ts";

type Listed = StationList["stations"][number];
interface ListQuery {
  readonly search?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** As many as a reader looks through. */
const CARDS = 24;
const VALUES_PER_CARD = 4;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { now } = context.get(services);
  const api = context.get(requestApi);
  const language = context.get(languageContext);
  const signal = patience(request.signal);
  const list = async (query: ListQuery) =>
    answerOr(await ask(api.GET("/api/v1/stations", { params: { query }, signal })), {
      kind: "missing",
    });

  const { searchParams } = new URL(request.url);
  const wanted = searchParams.get("find") ?? "";
  const search = wanted.trim().slice(0, 64);
  const found: Listed[] = [];
  let cursor: string | undefined;
  do {
    const answer = await list({ search, limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...answer.stations);
    cursor = answer.next;
  } while (cursor !== undefined);
  const total = search === "" ? found.length : (await list({ limit: 1 })).total;
  const { items, page, pages } = pageOf(found, searchParams.get("page"), CARDS);

  const card = (station: Listed): CardView => {
    const values = station.latest
      .filter(({ quantity }) => mainQuantities.includes(quantity))
      .toSorted((a, b) => byImportance(a.quantity, b.quantity))
      .slice(0, VALUES_PER_CARD)
      .map((value) => ({
        row: rowOf(value),
        sensor: sensorNames(station, [value])[value.sensor] ?? value.sensor,
        quantity: quantityView(value.quantity, language),
      }));
    return { id: station.id, facts: stateFacts(station), values };
  };
  const cards = items.map(card);
  return { total, found: found.length, wanted, page, pages, cards, now: now() };
};

export default function Home({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { total, found, wanted, page, pages, cards, now } = loaderData;
  return (
    <>
      <title>{`${t("home.title")} – ${t("site.name")}`}</title>
      <meta name="description" content={t("site.motto")} />
      {total === 0 ? (
        <NoStation />
      ) : (
        <>
          <h1>{t("home.title")}</h1>
          <p>
            {wanted === ""
              ? t("home.count", { count: total })
              : t("home.found", { count: found, wanted })}
          </p>
          {total > CARDS || wanted !== "" ? <Find wanted={wanted} /> : null}
          <ul className="cards">
            {cards.map((card) => (
              <li key={card.id}>
                <StationCard card={card} now={now} />
              </li>
            ))}
          </ul>
          {pages > 1 ? <Pages wanted={wanted} page={page} pages={pages} /> : null}
        </>
      )}
    </>
  );
}

const Find = ({ wanted }: { wanted: string }) => {
  const { t } = useTranslation();
  return (
    <search>
      <form className="find" method="get" action="/">
        <label htmlFor="find">{t("home.findLabel")}</label>
        <input id="find" name="find" type="search" defaultValue={wanted} />
        <button type="submit">{t("home.findButton")}</button>
        {wanted === "" ? null : <a href="/">{t("home.showAll")}</a>}
      </form>
    </search>
  );
};

const Pages = ({ wanted, page, pages }: { wanted: string; page: number; pages: number }) => {
  const { t } = useTranslation();
  const address = (to: number) =>
    `/?${new URLSearchParams({ ...(wanted === "" ? {} : { find: wanted }), page: String(to) })}`;
  return (
    <nav className="pages" aria-label={t("home.pages")}>
      {page > 1 ? <a href={address(page - 1)}>{t("home.previous")}</a> : null}
      <span>{t("home.page", { page, pages })}</span>
      {page < pages ? <a href={address(page + 1)}>{t("home.next")}</a> : null}
    </nav>
  );
};

const NoStation = () => {
  const { t } = useTranslation();
  return (
    <>
      <h1>{t("home.emptyTitle")}</h1>
      <p>{t("home.emptyText")}</p>
      <p>{t("home.emptyDemo")}</p>
      <pre>
        <code>npm start</code>
      </pre>
      <p>{t("home.emptyReal")}</p>
      <pre>
        <code>STATION_ID=rue-haute SENSORS=sds011@/dev/ttyUSB0 npm start</code>
      </pre>
      <p>{t("home.emptyReload")}</p>
    </>
  );
};
