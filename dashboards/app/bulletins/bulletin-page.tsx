import { useTranslation } from "react-i18next";
import { data } from "react-router";
import type { Bulletin } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import type { Language } from "../i18n/language.ts";
import { requestApi } from "../services.ts";
import { Band } from "../site/band.tsx";
import { fail } from "../site/failures.ts";
import { formatsFor } from "../site/formats.ts";
import type { Route } from "./+types/bulletin-page.ts";
import { askBulletin, fileHref, isDay, pageHref, sectionsOf } from "./bulletin.ts";

/** Links to so many days before. */
const DAYS = 7;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const { code, day } = params as { readonly code: string; readonly day?: string };
  if (day !== undefined && !isDay(day)) return fail({ kind: "missing" });
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const [asked, days] = await Promise.all([
    askBulletin(api, code, day, signal),
    ask(api.GET("/api/v1/bulletins/{code}/days", { params: { path: { code } }, signal })),
  ]);
  if (!days.ok && days.reason === "refused") return fail({ kind: "missing" });
  const editions = days.ok
    ? days.value.bulletins.slice(0, DAYS).map(({ day: of, to, zone }) => ({ day: of, to, zone }))
    : [];
  const key = asked.ok ? asked.value.territory.key : code;
  const name = asked.ok ? asked.value.territory.name : days.ok ? days.value.territory.name : code;
  const found = { code: key, name, day: day ?? null, editions };
  if (asked.ok) return { ...found, kind: "known" as const, bulletin: asked.value };
  const isNone = asked.reason === "refused";
  return data(
    { ...found, kind: isNone ? ("none" as const) : ("failed" as const) },
    { status: isNone ? 404 : 503 },
  );
};

export default function BulletinPage({ loaderData }: Route.ComponentProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  const { code, name, day, editions } = loaderData;
  const title = t("bulletin.title", { name });
  return (
    <>
      <title>{`${title} – ${t("site.name")}`}</title>
      <meta name="description" content={t("bulletin.intro")} />
      <link
        rel="alternate"
        type="application/atom+xml"
        title={title}
        href={fileHref(code, "feed.atom", language)}
      />
      <h1>{title}</h1>
      {loaderData.kind === "known" ? (
        <Told bulletin={loaderData.bulletin} language={language} />
      ) : (
        <p>{t(`bulletin.${loaderData.kind}Text`)}</p>
      )}
      <p className="actions">
        {loaderData.kind === "known" ? (
          <>
            <a className="button" href={fileHref(code, "bulletin.pdf", language, day)}>
              {t("bulletin.print")}
            </a>
            <a className="button quiet" href={fileHref(code, "bulletin.txt", language, day)}>
              {t("bulletin.text")}
            </a>
          </>
        ) : null}
        <a className="button quiet" href={`/bulletin/${encodeURIComponent(code)}/subscribe`}>
          {t("bulletin.subscribe")}
        </a>
        <a href={fileHref(code, "feed.atom", language)}>{t("bulletin.feed")}</a>
        {day === null ? null : <a href={pageHref(code)}>{t("bulletin.ofHour")}</a>}
      </p>
      {editions.length === 0 ? null : (
        <nav aria-labelledby="days">
          <h2 id="days">{t("bulletin.days")}</h2>
          <ul>
            {editions.map((one) => (
              <li key={one.day}>
                <a
                  href={pageHref(code, one.day)}
                  aria-current={one.day === day ? "page" : undefined}
                >
                  {formatsFor(language, one.zone).day(Date.parse(one.to))}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </>
  );
}

const Told = ({ bulletin, language }: { bulletin: Bulletin; language: Language }) => {
  const { t } = useTranslation();
  const { facts, day } = bulletin;
  return (
    <>
      <p>{t(day === null ? "bulletin.isOfHour" : "bulletin.isOfDay")}</p>
      <p>
        <Band level={facts.air?.level ?? null} isLarge />
      </p>
      {sectionsOf(bulletin, language).map(({ section, texts }) => (
        <section key={section} aria-labelledby={section}>
          <h2 id={section}>{t(`bulletin.sections.${section}`)}</h2>
          {texts.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </section>
      ))}
    </>
  );
};
