import { quantities } from "@datacityzen/hardware/quantities";
import { useTranslation } from "react-i18next";
import type { ForecastCredit, QualityForecast } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { useFormats } from "../site/formats-context.tsx";
import { dayAsInstant } from "./day-as-instant.ts";

/** What others expect of the next days, day by day; nothing where nobody imported any. */
export const PollenForecasts = ({
  forecasts,
  credits,
}: {
  readonly forecasts: readonly QualityForecast[];
  /** Whom a licence wants to be named. */
  readonly credits: readonly ForecastCredit[];
}) => {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  const { figure, withUnit, day, moment } = useFormats();
  if (forecasts.length === 0) return null;
  const nameOf = ({ subject }: QualityForecast): string =>
    subject === "pollen" || !(subject in quantities)
      ? t("pollen.allTaxa")
      : quantities[subject as keyof typeof quantities].name[language];
  const ordered = forecasts.toSorted((one, other) => (one.day < other.day ? -1 : 1));
  const sources = new Map(ordered.map(({ source, issued }) => [source, issued]));
  return (
    <section aria-labelledby="forecasts">
      <h2 id="forecasts">{t("pollen.forecastsTitle")}</h2>
      <p>{t("pollen.forecastsLead")}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("pollen.day")}</th>
            <th scope="col">{t("pollen.plant")}</th>
            <th scope="col">{t("pollen.level")}</th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((forecast) => (
            <tr key={`${forecast.subject} ${forecast.day}`}>
              <th scope="row">{day(dayAsInstant(forecast.day))}</th>
              <td>{nameOf(forecast)}</td>
              <td>
                {forecast.says?.[language] ??
                  withUnit(figure(forecast.value, 0), t("pollen.grainsUnit"))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {[...sources].map(([source, issued]) => {
        const credit = credits.find((one) => one.source === source);
        const made = { moment: moment(Date.parse(issued)) };
        return (
          <p key={source}>
            {credit === undefined
              ? t("pollen.forecastBy", { source, ...made })
              : t("pollen.forecastUnder", { name: credit.name, licence: credit.licence, ...made })}
          </p>
        );
      })}
    </section>
  );
};
