import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { Form, Ticks } from "../forms/form.tsx";
import { languageContext } from "../i18n/request-language.ts";
import { requestApi } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/pollen-page.ts";
import { PollenForecasts } from "./pollen-forecasts.tsx";
import { type NamedTaxon, pollenTable, taxaCountedIn } from "./pollen-table.ts";
import { PollenTables } from "./pollen-tables.tsx";
import { askStationTitle } from "./station-title.ts";

const YEARS = 4;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const station = params.id;
  const signal = patience(request.signal);
  const api = context.get(requestApi);
  const language = context.get(languageContext);
  const path = { id: station };
  const of = { kind: "station", id: station } as const;
  const latest = await ask(api.GET("/api/v1/stations/{id}/latest", { params: { path }, signal }));
  const counted = taxaCountedIn(answerOr(latest, of).values, language);
  const asked = new Set(new URL(request.url).searchParams.getAll("taxon"));
  const known = counted.filter(({ taxon }) => asked.has(taxon));
  // A choice of plants that nobody counts here is none.
  const chosen = known.length > 0 ? known : counted;
  const [title, seasons, forecasts] = await Promise.all([
    askStationTitle(api, station, signal),
    counted.length === 0
      ? undefined
      : ask(
          api.GET("/api/v1/quality/pollen/seasons", {
            params: {
              query: { station, taxa: chosen.map(({ taxon }) => taxon).join(), years: YEARS },
            },
            signal,
          }),
        ),
    ask(api.GET("/api/v1/quality/forecasts", { params: { query: { station } }, signal })),
  ]);
  return {
    ...{
      station,
      title,
      counted,
      isChosen: known.length > 0,
      chosen: chosen.map(({ taxon }) => taxon),
    },
    table: seasons === undefined ? undefined : pollenTable(answerOr(seasons, of), language),
    // The page goes on without the records.
    forecasts: forecasts.ok
      ? forecasts.value.forecasts.filter(
          ({ subject }) =>
            subject === "pollen" ||
            (subject.startsWith("pollen_") &&
              (known.length === 0 || known.some(({ taxon }) => subject === `pollen_${taxon}`))),
        )
      : [],
    credits: forecasts.ok ? forecasts.value.sources : [],
  };
};

/** The plants that somebody reacts to: newest counts, seasons of the last years, and what is forecast. */
export default function PollenPage({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { station, title, counted, isChosen, chosen, table, forecasts, credits } = loaderData;
  const query = chosen.map((taxon) => `taxon=${taxon}`).join("&");
  return (
    <>
      <title>{`${t("pollen.title")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <p className="way-back">
        <a href={`/stations/${station}`}>{title ?? t("station.title", { id: station })}</a>
      </p>
      <h1>{t("pollen.title")}</h1>
      <p>
        <strong>{title ?? t("station.title", { id: station })}</strong>
      </p>
      <p>{counted.length === 0 ? t("pollen.none") : t("pollen.lead")}</p>
      {counted.length < 2 ? null : <Choice {...{ station, title, counted, isChosen, chosen }} />}
      {table === undefined ? null : <PollenTables table={table} />}
      <PollenForecasts forecasts={forecasts} credits={credits} />
      {table === undefined ? null : (
        <>
          <h2>{t("pollen.howTitle")}</h2>
          <p>{t("pollen.scale", { scale: table.scale, source: table.source })}</p>
          <p>{t("pollen.rule")}</p>
          <ul className="links">
            <li>
              <a href={`/stations/${station}/pollen?${query}`}>{t("pollen.keep")}</a>
            </li>
            <li>
              <a href={`/api/v1/quality/pollen/seasons?station=${station}&taxa=${chosen.join()}`}>
                {t("how.data")}
              </a>
            </li>
          </ul>
        </>
      )}
    </>
  );
}

interface ChoiceProps {
  readonly station: string;
  readonly counted: readonly NamedTaxon[];
  readonly isChosen: boolean;
  readonly chosen: readonly string[];
}

const Choice = ({ station, counted, isChosen, chosen }: ChoiceProps) => {
  const { t } = useTranslation();
  const values = { taxon: isChosen ? chosen.join(" ") : "" };
  return (
    <Form
      method="get"
      action={`/stations/${station}/pollen`}
      submit={t("pollen.show")}
      state={{ values, faults: [] }}
      quiet
    >
      <Ticks
        name="taxon"
        label={t("pollen.which")}
        options={counted.map(({ taxon, name }) => ({ value: taxon, label: name }))}
      />
    </Form>
  );
};
