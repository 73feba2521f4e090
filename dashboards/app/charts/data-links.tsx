import { useTranslation } from "react-i18next";
import type { QuantityView } from "../stations/quantity.ts";
import { isoMinutes, type Picture, type Window } from "./picture.ts";

interface DataLinksProps {
  readonly station: string;
  readonly quantity: QuantityView["name"];
  readonly picture: Picture;
  /** The days that the page lists. */
  readonly week: Pick<Window, "from" | "until">;
  readonly zone: string;
}

/** The forms in which the API gives a series: the suffix of the path, and the form's name. */
const formats = [
  [".csv", "CSV"],
  ["", "JSON"],
  [".ndjson", "NDJSON"],
] as const;

/** What the page shows, as files. */
export const DataLinks = ({ station, quantity, picture, week, zone }: DataLinksProps) => {
  const { t } = useTranslation();
  const day = { from: picture.from, until: picture.from + picture.size * picture.every };
  const sets = [
    { what: t("day.dataRaw"), path: "/api/v1/series", range: day, query: {} },
    {
      what: t("day.dataPicture"),
      path: "/api/v1/series/means",
      range: day,
      query: { every: isoMinutes(picture.every) },
    },
    {
      what: t("day.dataHours"),
      path: "/api/v1/series/means",
      range: day,
      query: { every: "PT1H", zone },
    },
    {
      what: t("day.dataDays"),
      path: "/api/v1/series/means",
      range: week,
      query: { every: "P1D", zone },
    },
  ];
  return (
    <details className="data-links">
      <summary>{t("day.data")}</summary>
      <p className="note">{t("day.dataNote")}</p>
      <ul>
        {sets.map(({ what, path, range, query }) => {
          const parameters = new URLSearchParams({
            station,
            quantity,
            from: new Date(range.from).toISOString(),
            until: new Date(range.until).toISOString(),
            ...query,
          });
          return (
            <li key={what}>
              {what}
              {formats.map(([suffix, format]) => (
                <a
                  key={format}
                  href={`${path}${suffix}?${parameters}`}
                  aria-label={t("day.dataAs", { what, format })}
                >
                  {format}
                </a>
              ))}
            </li>
          );
        })}
        <li>
          {t("day.dataLatest")}
          <a
            href={`/api/v1/stations/${station}/latest`}
            aria-label={t("day.dataAs", { what: t("day.dataLatest"), format: "JSON" })}
          >
            JSON
          </a>
        </li>
      </ul>
    </details>
  );
};
