import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { patience } from "../api/client.ts";
import { typed } from "../forms/form-state.ts";
import { requestApi, services } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/home-page.ts";
import { askHere } from "./ask-home.ts";
import { findPlaces } from "./find-places.ts";
import { FirstStart } from "./first-start.tsx";
import { Glance } from "./glance.tsx";
import styles from "./home.css?url";
import {
  forgetPlace,
  keepPlace,
  type Place,
  placeInCookie,
  placeText,
  readPlace,
} from "./kept-place.ts";
import { Nearest } from "./nearest.tsx";
import { NewHere } from "./new-here.tsx";
import { FindPlace, KeepPlace } from "./place-forms.tsx";
import { Verdict } from "./verdict.tsx";
import { WeekTold } from "./week-told.tsx";

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: styles }];

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const kept = placeInCookie(request.headers.get("cookie"));
  const { searchParams } = new URL(request.url);
  // An address names communes only: a position stands in none.
  const named = readPlace(searchParams.get("place"));
  const asked = named?.kind === "territory" ? named : searchParams.has("all") ? undefined : kept;
  const now = context.get(services).now();
  // A form that says where brings its own answer.
  const here =
    request.method === "POST"
      ? undefined
      : answerOr(await askHere(context.get(requestApi), asked, now, patience(request.signal)), {
          kind: "missing",
        });
  return { here, now, kept: kept === undefined ? undefined : placeText(kept) };
};

/** What is typed may say where somebody lives: it comes in a body, and is written to no log. */
export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const { what, place: text, search } = typed(form, "what", "place", "search");
  const place = readPlace(text);
  if (what === "forget") return redirect("/", { headers: { "set-cookie": forgetPlace } });
  if (what === "keep" && place !== undefined)
    return redirect("/", { headers: { "set-cookie": keepPlace(place) } });
  const now = context.get(services).now();
  const hereOf = async (asked: Place | undefined) =>
    answerOr(await askHere(api, asked, now, signal), { kind: "missing" });
  if (what !== "search") return { here: await hereOf(place), found: undefined, search: "" };
  const found = await findPlaces(api, search, signal);
  const kept = placeInCookie(request.headers.get("cookie"));
  return { here: await hereOf(kept), found, search };
};

export default function HomePage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const here = actionData?.here ?? loaderData.here;
  if (here === undefined) return null;
  const { now, kept } = loaderData;
  const title = here.name ?? t("home.title");
  const isEmpty = here.glance.stations === 0 && here.nearest.length === 0;
  return (
    <>
      <title>{`${title} – ${t("site.name")}`}</title>
      <meta name="description" content={t("site.motto")} />
      {isEmpty ? (
        <FirstStart />
      ) : (
        <>
          <div className="home-parts">
            <div className="home-here">
              <Verdict here={here} now={now} />
              <FindPlace found={actionData?.found} search={actionData?.search ?? ""} />
              <KeepPlace place={here.place} kept={kept} />
            </div>
            <div className="home-around">
              <Nearest here={here} now={now} />
              <Glance glance={here.glance} isTold={here.place === undefined} />
              <NewHere news={here.news} now={now} />
            </div>
          </div>
          {here.glance.origin === "simulated" ? <WeekTold now={now} /> : null}
          <p className="actions">
            <a className="button" href="/stations">
              {t("home.allStations")}
            </a>
            <a className="button quiet" href="/map">
              {t("site.map")}
            </a>
            <a className="button quiet" href="/alerts">
              {t("alerts.link")}
            </a>
            <a
              className="button quiet"
              href={here.place?.kind === "territory" ? `/bulletin/${here.place.key}` : "/bulletin"}
            >
              {t("bulletin.link")}
            </a>
            {here.place?.kind === "territory" && here.name !== undefined ? (
              <a href={`/stations?place=${here.place.key}`}>
                {t("home.stationsHere", { name: here.name })}
              </a>
            ) : null}
            {here.place?.kind === "territory" ? (
              <a href={`/widget?place=${here.place.key}`}>{t("embed.linkPlace")}</a>
            ) : null}
          </p>
        </>
      )}
    </>
  );
}
