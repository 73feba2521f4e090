import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import type { Language } from "../i18n/language.ts";
import { requestApi } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/trust-page.ts";
import { askStationTitle } from "./station-title.ts";

const MONTHS = 12;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const query = { station: params.id, months: MONTHS };
  const signal = patience(request.signal);
  const api = context.get(requestApi);
  const [asked, title] = await Promise.all([
    ask(api.GET("/api/v1/quality/trust", { params: { query }, signal })),
    askStationTitle(api, params.id, signal),
  ]);
  const { months } = answerOr(asked, { kind: "station", id: params.id });
  return { station: params.id, title, months: months.toReversed() };
};

/** How far a station can be trusted, month by month, in sentences. */
export default function TrustPage({ loaderData }: Route.ComponentProps) {
  const { t, i18n } = useTranslation();
  const { month } = useFormats();
  const language = i18n.language as Language;
  const { station, title, months } = loaderData;
  return (
    <>
      <title>{`${t("trust.title")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <p className="way-back">
        <a href={`/stations/${station}`}>{title ?? t("station.title", { id: station })}</a>
      </p>
      <h1>{t("trust.title")}</h1>
      <p>
        <strong>{title ?? t("station.title", { id: station })}</strong>
      </p>
      <p>{t("trust.lead")}</p>
      {months.length === 0 ? <p>{t("trust.none")}</p> : null}
      {months.map(({ from, statements }) => (
        <section key={from}>
          {/* The middle of a month lies in it, in every zone. */}
          <h2>{month(Date.parse(from) + MIDDLE_MS)}</h2>
          <dl className="facts-list">
            {statements.map(({ aspect, says }) => (
              <div key={aspect}>
                <dt>{t(`trust.aspects.${aspect}`)}</dt>
                <dd>{says[language]}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <h2>{t("trust.rulesTitle")}</h2>
      <ul>
        {(["coverage", "agreement", "sensors", "care"] as const).map((aspect) => (
          <li key={aspect}>{t(`trust.rules.${aspect}`)}</li>
        ))}
      </ul>
      <p>
        <a href={`/api/v1/quality/trust?station=${station}&months=${MONTHS}`}>{t("how.data")}</a>
      </p>
    </>
  );
}

const MIDDLE_MS = 14 * 86_400_000;
