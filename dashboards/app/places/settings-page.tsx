import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answerFor } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Page } from "../forms/page.tsx";
import { Row } from "../legal/contact.tsx";
import { requestApi } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/settings-page.ts";
import { ownPlace } from "./own-place.ts";

const told = ["place", "detail", "photo", "secret", "sensor"] as const;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const { station, place, places } = await ownPlace(request, context, params.station);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const [share, groups, territory] = await Promise.all([
    ask(api.GET("/api/v1/stations/{id}/share", { params: { path: { id: station } }, signal })),
    ask(api.GET("/api/v1/account/groups", { signal })),
    place?.territory === undefined
      ? undefined
      : ask(
          api.GET("/api/v1/territories/{code}", {
            params: { path: { code: place.territory } },
            signal,
          }),
        ),
  ]);
  const { visibility, licence, group, credit, title, needsConsent } = answerFor(request, share);
  const done = new URL(request.url).searchParams.get("done");
  return {
    ...{ station, place, visibility, licence, credit, title, needsConsent },
    group: answerFor(request, groups).groups.find(({ id }) => id === group)?.title,
    // A name is nice to have: its code serves as well.
    territory: territory?.ok === true ? territory.value.name : place?.territory,
    before: places.filter(({ until }) => until !== undefined),
    done: told.find((one) => one === done),
  };
};

export default function SettingsPage({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { date, figure } = useFormats();
  const { station, place, territory, before, done } = loaderData;
  const { visibility, licence, group, credit, title, needsConsent } = loaderData;
  const base = `/account/stations/${encodeURIComponent(station)}`;
  const isIndoor = place?.exposure === "indoor";
  return (
    <Page
      title={t("places.settings")}
      done={done === undefined ? undefined : t(`places.done.${done}`)}
      back={{ href: "/account/stations", label: t("hosting.stations") }}
    >
      <p>
        <code>{station}</code>
      </p>
      <h2>{t("places.sharing")}</h2>
      <dl className="settings">
        <Setting name={t("places.visibility")} href={`${base}/share`}>
          {needsConsent
            ? t("places.notYet")
            : isIndoor
              ? t("places.indoorsIsYours")
              : visibility === "group"
                ? t("places.seenByGroup", { group: group ?? "" })
                : t(`hosting.seen.${visibility}`)}
        </Setting>
        <Setting name={t("places.licence")} href={`${base}/share`}>
          {licence ?? t("places.notSaid")}
        </Setting>
        <Setting name={t("hosting.title")} href={`${base}/title`}>
          {title ?? t("hosting.notTitled")}
        </Setting>
        <Setting name={t("hosting.credit")} href={`${base}/credit`}>
          {credit ?? t("hosting.notNamed")}
        </Setting>
      </dl>
      <h2>{t("places.place")}</h2>
      {place === undefined ? (
        <>
          <p>{t("places.nowhere")}</p>
          <p className="actions">
            <a className="button" href={`${base}/place`}>
              {t("places.sayWhere")}
            </a>
          </p>
        </>
      ) : (
        <dl className="settings">
          <Setting name={t("places.exactPoint")} href={`${base}/place`}>
            {place.exact === undefined
              ? t("places.notSaid")
              : `${figure(place.exact.lat, 5)} ; ${figure(place.exact.lon, 5)}`}
            {` (${t("places.since", { day: date(Date.parse(place.since)) })})`}
          </Setting>
          <Setting name={t("places.what.precision")} href={`${base}/place/precision`}>
            {isIndoor ? t("places.indoorsIsYours") : t(`places.shown.${place.precision}`)}
            {territory === undefined ? null : ` – ${territory}`}
          </Setting>
          <Setting name={t("places.what.exposure")} href={`${base}/place/exposure`}>
            {t(`places.exposures.${place.exposure}`)}
          </Setting>
          <Setting name={t("places.what.siting")} href={`${base}/place/siting`}>
            {place.siting === undefined ? t("places.notSaid") : t(`places.sitings.${place.siting}`)}
          </Setting>
          <Setting name={t("places.what.height")} href={`${base}/place/height`}>
            {place.exact?.height === undefined
              ? t("places.notSaid")
              : t("places.metres", { height: figure(place.exact.height, 1) })}
          </Setting>
          <Setting name={t("places.what.connectivity")} href={`${base}/place/connectivity`}>
            {place.connectivity === undefined
              ? t("places.notSaid")
              : t(`places.connectivities.${place.connectivity}`)}
          </Setting>
          <Setting name={t("places.what.photo")} href={`${base}/place/photo`}>
            {place.photo === undefined
              ? t("places.notSaid")
              : t(`places.photoShown.${place.photoPublic ? "public" : "private"}`)}
          </Setting>
        </dl>
      )}
      {before.length === 0 ? null : (
        <>
          <h2>{t("places.before")}</h2>
          <ul>
            {before.map(({ id, since, until, exposure }) => (
              <li key={id}>
                {t("places.period", {
                  since: date(Date.parse(since)),
                  until: date(Date.parse(until ?? since)),
                })}
                {` – ${t(`places.exposures.${exposure}`)}`}
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>{t("hosting.sensors")}</h2>
      <ul className="links">
        <li>
          <a href={`${base}/measuring`}>{t("hosting.toMeasuring")}</a>
        </li>
        <li>
          <a href={`${base}/sensor`}>{t("hosting.toSensor")}</a>
        </li>
        <li>
          <a href={`/admin/calibrations/new?station=${encodeURIComponent(station)}`}>
            {t("propose.link")}
          </a>
        </li>
        <li>
          <a href={`/stations/${encodeURIComponent(station)}/notes`}>{t("notes.link")}</a>
        </li>
      </ul>
      <h2>{t("places.leaving")}</h2>
      <p>{t("places.leavingText")}</p>
      <ul className="links">
        <li>
          <a href={`${base}/secret`}>{t("waiting.toSecret")}</a>
        </li>
        <li>
          <a href={`${base}/hand-over`}>{t("hosting.toHandOver")}</a>
        </li>
        <li>
          <a href={`${base}/retire`}>{t("hosting.toRetire")}</a>
        </li>
        <li>
          <a href="/account/data">{t("places.takeAlong")}</a>
        </li>
      </ul>
    </Page>
  );
}

const Setting = ({
  name,
  href,
  children,
}: {
  readonly name: string;
  readonly href: string;
  readonly children: ReactNode;
}) => {
  const { t } = useTranslation();
  return (
    <Row name={name}>
      <span className="setting-value">{children}</span>
      <a href={href} aria-label={`${t("account.change")} : ${name}`}>
        {t("account.change")}
      </a>
    </Row>
  );
};
