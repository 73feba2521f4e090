import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Disclosure } from "../design/disclosure.tsx";
import { Tabs } from "../design/tabs.tsx";
import { typed } from "../forms/form-state.ts";
import { requestApi, services } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/map-page.ts";
import { ChoiceForm } from "./choice-form.tsx";
import { Coverage } from "./coverage.tsx";
import { FromForm } from "./from-form.tsx";
import { HourSlider } from "./hour-slider.tsx";
import { Legend } from "./legend.tsx";
import styles from "./map.css?url";
import { lastWholeHour, listedQuery, mapAddress, mapQuery, shownQuery } from "./map-query.ts";
import { MapView } from "./map-view.tsx";
import { StationRows } from "./station-rows.tsx";
import { useAsked } from "./use-asked.ts";
import { useScript } from "./use-script.ts";
import { useShown } from "./use-shown.ts";

/** The list is whole without script; the map is drawn beside it where script runs. */
export const handle = { scripts: true };

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: styles }];

const UNMEASURED = 60;
const FOUND = 6;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const now = context.get(services).now();
  const { searchParams } = new URL(request.url);
  const asked = mapQuery(searchParams, now);
  const { at } = shownQuery(asked);
  const [list, coverage, from] = await Promise.all([
    ask(api.GET("/api/v1/map/stations", { params: { query: listedQuery(asked) }, signal })),
    ask(
      api.GET("/api/v1/map/coverage", {
        params: {
          query: {
            ...(at === undefined ? {} : { at }),
            ...(asked.isCoverage && asked.after !== undefined ? { cursor: asked.after } : {}),
            limit: asked.isCoverage ? UNMEASURED : 0,
          },
        },
        signal,
      }),
    ),
    asked.from === undefined
      ? undefined
      : ask(
          api.GET("/api/v1/territories/{code}", { params: { path: { code: asked.from } }, signal }),
        ),
  ]);
  // An old link: a page that is gone, an hour that is no longer kept.
  if (!list.ok && list.reason === "refused" && searchParams.size > 0) throw redirect("/map");
  return {
    asked,
    list: answerOr(list, { kind: "missing" }),
    // Without the records the stations are there all the same.
    coverage: coverage.ok ? coverage.value : undefined,
    from: from?.ok ? from.value.name : undefined,
    newest: lastWholeHour(now),
    now,
    base: await context.get(services).baseMap.told(),
  };
};

/** From where distances count: what is typed comes in a body and is written to no log. */
export const action = async ({ request, context }: Route.ActionArgs) => {
  const { search } = typed(await request.formData(), "search");
  const asked = mapQuery(new URL(request.url).searchParams, context.get(services).now());
  const found = await ask(
    context.get(requestApi).GET("/api/v1/territories", {
      params: { query: { search: search.slice(0, 200), kind: "commune", limit: FOUND } },
      signal: patience(request.signal),
    }),
  );
  const communes = (search === "" || !found.ok ? [] : found.value.territories).flatMap(
    ({ key, name, label, parents }) =>
      label === undefined
        ? []
        : [
            {
              ...{ key, name },
              around: parents.find(({ kind }) => kind === "departement")?.name,
              href: mapAddress({ ...asked, sort: "distance", from: key, after: undefined }),
            },
          ],
  );
  const [only, ...others] = communes;
  if (only !== undefined && others.length === 0) return redirect(only.href);
  return { search, communes };
};

/** On a phone the map comes after the list: nobody has to look for it. */
const ToMap = () => {
  const { t } = useTranslation();
  return useScript() ? (
    <p className="map-to">
      <a href="#map">{t("map.toMap")}</a>
    </p>
  ) : null;
};

export default function MapPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { coverage, from, newest } = loaderData;
  const { asked, change } = useAsked(loaderData.asked);
  const { list, isWaiting, hasFailed } = useShown(loaderData.list, loaderData.asked, asked);
  const end = asked.end ?? newest;
  const tabs = [false, true].map((isCoverage) => ({
    href: mapAddress({ ...asked, isCoverage, after: undefined }),
    label: t(isCoverage ? "map.coverage" : "map.stations"),
    icon: isCoverage ? ("map" as const) : ("list" as const),
    isHere: isCoverage === asked.isCoverage,
  }));
  return (
    <>
      <title>{`${t("map.title")} – ${t("site.name")}`}</title>
      <meta name="description" content={t("map.description")} />
      <h1>{t("map.title")}</h1>
      <Tabs label={t("map.views")} tabs={tabs} />
      <div className="map-page">
        <div className="map-words">
          {asked.isCoverage ? (
            <Coverage coverage={coverage} asked={asked} />
          ) : (
            <>
              <Legend list={list} asked={asked} end={end} />
              <Disclosure summary={t("map.change")} isOpen={actionData !== undefined}>
                <ChoiceForm asked={asked} quantities={list.quantities} newest={newest} />
                <FromForm asked={asked} answered={actionData} />
              </Disclosure>
              <ToMap />
              <StationRows list={list} asked={asked} from={from} hasFailed={hasFailed} />
            </>
          )}
        </div>
        <div className="map-beside" id="map">
          {asked.isCoverage ? null : (
            <HourSlider
              end={end}
              newest={newest}
              isWaiting={isWaiting}
              onChange={(chosen) =>
                change({ ...asked, end: chosen === newest ? undefined : chosen, after: undefined })
              }
            />
          )}
          <MapView
            asked={asked}
            bounds={list.bounds ?? coverage?.bounds ?? null}
            unit={list.unit}
            base={loaderData.base}
          />
        </div>
      </div>
    </>
  );
}
