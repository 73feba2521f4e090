import { useTranslation } from "react-i18next";
import type { AtlasPage } from "../api/answers.ts";
import { type Api, ask, patience } from "../api/client.ts";
import { Disclosure } from "../design/disclosure.tsx";
import { Empty } from "../design/empty.tsx";
import { SearchField } from "../design/search-field.tsx";
import { typed } from "../forms/form-state.ts";
import { type FoundPlace, findPlaces } from "../home/find-places.ts";
import { type Place, placeText, readPlace } from "../home/kept-place.ts";
import { requestApi, services } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/atlas-page.ts";
import styles from "./atlas.css?url";
import { type AtlasQuery, apiChoice, atlasAddress, atlasQuery, isChosen } from "./atlas-query.ts";
import { ChoiceForm } from "./choice-form.tsx";
import { EntryRows } from "./entry-rows.tsx";
import { KeptChoice } from "./kept-choice.tsx";
import { NearForms } from "./near-forms.tsx";
import { PrintForm } from "./print-form.tsx";

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: styles }];

const ROWS = 20;

const listOf = async (api: Api, asked: AtlasQuery, signal: AbortSignal): Promise<AtlasPage> => {
  const { after } = asked;
  const query = {
    ...{ ...apiChoice(asked), limit: ROWS },
    ...(after === undefined ? {} : { cursor: after }),
  };
  const found = await ask(api.GET("/api/v1/atlas/entries", { params: { query }, signal }));
  // An old link: a page or a territory that is gone.
  if (!found.ok && found.reason === "refused") return { entries: [] };
  return answerOr(found, { kind: "missing" });
};

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const asked = atlasQuery(new URL(request.url).searchParams);
  const territory = async () => {
    if (asked.place === undefined) return undefined;
    const params = { path: { code: asked.place } };
    const found = await ask(api.GET("/api/v1/territories/{code}", { params, signal }));
    return found.ok ? found.value.name : undefined;
  };
  const [list, placeName] = await Promise.all([
    // A form that says where brings its own list.
    request.method === "POST" ? undefined : listOf(api, asked, signal),
    territory(),
  ]);
  return { asked, list, placeName, now: context.get(services).now() };
};

interface Near {
  readonly list: AtlasPage;
  /** As forms write it: it stands in no address. */
  readonly place: string;
  readonly isFirst: boolean;
}

const nearOf = async (
  api: Api,
  asked: AtlasQuery,
  place: Extract<Place, { kind: "point" }>,
  cursor: string,
  signal: AbortSignal,
): Promise<Near> => {
  const { lat, lon } = place;
  const body = {
    ...{ ...apiChoice(asked), lat, lon, limit: ROWS },
    ...(cursor === "" ? {} : { cursor }),
  };
  const found = await ask(api.POST("/api/v1/atlas/near", { body, signal }));
  const list =
    !found.ok && found.reason === "refused"
      ? { entries: [] }
      : answerOr(found, { kind: "missing" });
  return { list, place: placeText(place), isFirst: cursor === "" };
};

/** Where somebody is, or what they typed, comes in a body, and is written to no log. */
export const action = async ({ request, context }: Route.ActionArgs) => {
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const asked = atlasQuery(new URL(request.url).searchParams);
  const {
    place: text,
    search,
    cursor,
  } = typed(await request.formData(), ...(["place", "search", "cursor"] as const));
  const place = readPlace(text);
  if (place?.kind === "point")
    return { near: await nearOf(api, asked, place, cursor, signal), found: undefined, search: "" };
  const found: readonly FoundPlace[] = await findPlaces(api, search, signal);
  return { near: undefined, found, search, list: await listOf(api, asked, signal) };
};

export default function Atlas({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { asked, placeName, now } = loaderData;
  const near = actionData?.near;
  const list = near?.list ?? actionData?.list ?? loaderData.list ?? { entries: [] };
  const title =
    placeName === undefined ? t("atlas.title") : t("atlas.titleOf", { place: placeName });
  const isEmpty = list.entries.length === 0;
  return (
    <>
      <title>{`${title} – ${t("site.name")}`}</title>
      <meta name="description" content={t("atlas.description")} />
      <h1>{title}</h1>
      <search>
        <SearchField
          name="search"
          label={t("atlas.search")}
          submit={t("atlas.find")}
          hint={t("atlas.searchHint")}
          value={asked.search}
          action="/atlas"
          maxLength={100}
        >
          <KeptChoice asked={{ ...asked, search: "" }} />
        </SearchField>
        <Disclosure
          summary={t("atlas.choose")}
          isOpen={isChosen({ ...asked, search: "" }) || actionData !== undefined}
        >
          <ChoiceForm asked={asked} />
          <NearForms asked={asked} found={actionData?.found} search={actionData?.search ?? ""} />
        </Disclosure>
      </search>
      {isEmpty && !isChosen(asked) && near === undefined ? (
        <Empty picture="none">
          <h2>{t("atlas.empty")}</h2>
          <p>{t("atlas.emptyText")}</p>
        </Empty>
      ) : (
        <>
          <Told list={list} asked={asked} isNear={near !== undefined} />
          <EntryRows
            list={list}
            now={now}
            title={t(near === undefined ? "atlas.alphabetic" : "atlas.nearest")}
          />
          {near === undefined ? (
            <Pages asked={asked} next={list.next} />
          ) : (
            <NearPages asked={asked} near={near} />
          )}
          {isEmpty ? null : <PrintForm asked={asked} count={list.total?.count} />}
          {isEmpty ? null : <Export asked={asked} />}
        </>
      )}
      <p>
        <a href={asked.place === undefined ? "/atlas/today" : `/atlas/today?place=${asked.place}`}>
          {t("atlas.today")}
        </a>
      </p>
      <p>
        <a href="/atlas/drafts">{t("atlas.add")}</a>
      </p>
    </>
  );
}

const Told = ({
  list: { total, correction, entries },
  asked,
  isNear,
}: {
  list: AtlasPage;
  asked: AtlasQuery;
  isNear: boolean;
}) => {
  const { t } = useTranslation();
  const count = total?.count ?? 0;
  return (
    <div role="status">
      {correction === undefined ? null : <p>{t("atlas.corrected", { words: correction })}</p>}
      {entries.length === 0 ? (
        <Empty picture="unfound">
          <h2>{t("atlas.none")}</h2>
          <p>{t("atlas.noneText")}</p>
        </Empty>
      ) : (
        <p>
          {total === undefined
            ? null
            : t(total.isMore ? "atlas.countMore" : "atlas.count", { count })}{" "}
          {isNear ? t("atlas.nearestHint") : null}
        </p>
      )}
      {isChosen(asked) || isNear ? (
        <p>
          <a href="/atlas">{t("atlas.showAll")}</a>
        </p>
      ) : null}
    </div>
  );
};

const Pages = ({ asked, next }: { asked: AtlasQuery; next: string | undefined }) => {
  const { t } = useTranslation();
  if (next === undefined && asked.after === undefined) return null;
  return (
    <nav className="pages" aria-label={t("atlas.pages")}>
      {asked.after === undefined ? null : (
        <a href={atlasAddress({ ...asked, after: undefined })}>{t("atlas.first")}</a>
      )}
      {next === undefined ? null : (
        <a href={atlasAddress({ ...asked, after: next })}>{t("atlas.next")}</a>
      )}
    </nav>
  );
};

/** The next page of a list around somebody is asked for by a form: their position stands in no address. */
const NearPages = ({
  asked,
  near: { list, place, isFirst },
}: {
  asked: AtlasQuery;
  near: Near;
}) => {
  const { t } = useTranslation();
  const action = atlasAddress({ ...asked, after: undefined });
  const cursors = [
    ...(isFirst ? [] : [{ cursor: "", label: t("atlas.first") }]),
    ...(list.next === undefined ? [] : [{ cursor: list.next, label: t("atlas.next") }]),
  ];
  if (cursors.length === 0) return null;
  return (
    <nav className="pages" aria-label={t("atlas.pages")}>
      {cursors.map(({ cursor, label }) => (
        <form key={cursor} method="post" action={action}>
          <input type="hidden" name="place" value={place} />
          <input type="hidden" name="cursor" value={cursor} />
          <button type="submit" className="quiet">
            {label}
          </button>
        </form>
      ))}
    </nav>
  );
};

const Export = ({ asked }: { asked: AtlasQuery }) => {
  const { t } = useTranslation();
  const choice = Object.entries(apiChoice(asked)).map(([name, value]) => [name, String(value)]);
  const href = (format: string, more: Record<string, string> = {}) =>
    `/api/v1/atlas/export?${new URLSearchParams([...choice, ...Object.entries({ format, ...more })])}`;
  return (
    <section aria-labelledby="export">
      <h2 id="export">{t("atlas.export")}</h2>
      <ul className="links">
        <li>
          <a href={href("csv")}>{t("atlas.exportCsv")}</a>
        </li>
        <li>
          <a href={href("geojson")}>{t("atlas.exportGeo")}</a>
        </li>
        {(["structures", "services"] as const).map((resource) => (
          <li key={resource}>
            <a href={href("data-inclusion", { resource })}>
              {t(`atlas.exportInclusion.${resource}`)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
};
