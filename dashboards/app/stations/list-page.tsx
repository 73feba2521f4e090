import { useTranslation } from "react-i18next";
import { useRouteLoaderData } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Empty } from "../design/empty.tsx";
import { languageContext } from "../i18n/request-language.ts";
import type { loader as rootLoader } from "../root.tsx";
import { requestApi, services } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/list-page.ts";
import styles from "./list.css?url";
import { ExportStations, FindStations } from "./list-form.tsx";
import {
  apiQuery,
  type Group,
  groups,
  type ListQuery,
  listAddress,
  listQuery,
} from "./list-query.ts";
import { ListRow } from "./list-row.tsx";
import { type RowView, rowView } from "./list-rows.ts";
import { Tally } from "./list-tally.tsx";
import { askPhotos } from "./station-photo.ts";

/** Half of a network of a hundred at once; less than 10 kB of packed page. */
const ROWS = 50;

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: styles }];

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = context.get(requestApi);
  const language = context.get(languageContext);
  const signal = patience(request.signal);
  const asked = listQuery(new URL(request.url).searchParams);
  const list = async (query: object) =>
    answerOr(await ask(api.GET("/api/v1/stations", { params: { query }, signal })), {
      kind: "missing",
    });
  const territory = async () => {
    if (asked.place === undefined) return undefined;
    const params = { path: { code: asked.place } };
    const found = await ask(api.GET("/api/v1/territories/{code}", { params, signal }));
    return found.ok ? found.value.name : undefined;
  };
  const [page, all, measured, placeName] = await Promise.all([
    list({ ...apiQuery(asked), limit: ROWS }),
    list({ limit: 1 }),
    // What was only replayed or simulated is nobody's measurement.
    list({ origin: "measured", limit: 1 }),
    territory(),
  ]);
  const names = page.stations.map(({ id }) => id);
  const ids = names.join(",");
  const [airs, photos] = await Promise.all([
    ids === ""
      ? undefined
      : ask(api.GET("/api/v1/air/stations", { params: { query: { ids, hours: "true" } }, signal })),
    askPhotos({ api, signal }, names),
  ]);
  // Without them the list is shorter, and still says who needs a look.
  const airOf = new Map(
    (airs?.ok ? airs.value.stations : []).map((air) => [air.station, air] as const),
  );
  const now = context.get(services).now();
  return {
    ...{ asked, placeName, now },
    total: all.total,
    measured: measured.total,
    found: page.total,
    groups: page.groups,
    states: page.counts,
    next: page.next,
    rows: page.stations.map((station) =>
      rowView(station, airOf.get(station.id), { language, now, photo: photos.get(station.id) }),
    ),
  };
};

export default function StationList({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { asked, total, measured, found, groups: counts, states, next, rows, now } = loaderData;
  const { placeName } = loaderData;
  const root = useRouteLoaderData<typeof rootLoader>("root");
  const isChosen = asked.find !== "" || asked.state !== undefined || asked.place !== undefined;
  return (
    <>
      <title>{`${t("list.title")} – ${t("site.name")}`}</title>
      <meta name="description" content={t("site.motto")} />
      {total === 0 ? (
        <NoStation />
      ) : (
        <>
          <h1>
            {placeName === undefined ? t("list.title") : t("list.titleOf", { place: placeName })}
          </h1>
          <Tally asked={asked} counts={counts} />
          {root?.visitor?.mayAdminister || root?.hasToken ? (
            <p>
              <a href="/admin/fleet">{t("list.board")}</a>
            </p>
          ) : null}
          {total > 1 ? <FindStations asked={asked} groups={counts} states={states} /> : null}
          {isChosen ? (
            <p role="status">
              {t("list.found", { count: found })} <a href="/stations">{t("list.showAll")}</a>
            </p>
          ) : null}
          <Rows asked={asked} counts={counts} rows={rows} now={now} />
          <Pages asked={asked} next={next} />
          {isChosen ? null : <Counts measured={measured} demonstrations={total - measured} />}
          {found === 0 ? null : <ExportStations asked={asked} found={found} />}
        </>
      )}
    </>
  );
}

interface RowsProps {
  readonly asked: ListQuery;
  readonly counts: { readonly [group in Group]?: number };
  readonly rows: readonly RowView[];
  readonly now: number;
}

/** In the order of faults each group has its heading; in another order they are mixed. */
const Rows = ({ asked, counts, rows, now }: RowsProps) => {
  const { t } = useTranslation();
  const list = (some: readonly RowView[]) => (
    <ul className="station-rows">
      {some.map((row) => (
        <ListRow key={row.id} row={row} now={now} />
      ))}
    </ul>
  );
  if (asked.sort !== "fault" || asked.state !== undefined)
    return (
      <section className="row-group" aria-label={t("list.title")}>
        {list(rows)}
      </section>
    );
  return groups.map((group) => {
    const some = rows.filter((row) => row.group === group);
    if (some.length === 0) return null;
    return (
      <section key={group} className="row-group" aria-labelledby={`group-${group}`}>
        <h2 id={`group-${group}`}>
          {t("list.stateCount", { state: t(`list.group.${group}`), count: counts[group] ?? 0 })}
        </h2>
        {list(some)}
      </section>
    );
  });
};

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
      <h1>{t("list.title")}</h1>
      <Empty picture="none">
        <h2>{t("list.emptyTitle")}</h2>
        <p>{t("list.emptyText")}</p>
        <p className="actions">
          <a className="button" href="/">
            {t("list.emptyStart")}
          </a>
        </p>
      </Empty>
    </>
  );
};
