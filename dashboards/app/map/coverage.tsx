import { useTranslation } from "react-i18next";
import type { MapCoverage } from "../api/answers.ts";
import { Notice } from "../design/notice.tsx";
import { useFormats } from "../site/formats-context.tsx";
import { type MapQuery, mapAddress } from "./map-query.ts";

interface CoverageProps {
  readonly coverage: MapCoverage | undefined;
  readonly asked: MapQuery;
}

const parts = ["town", "country", "unknown"] as const;

/** Who is not measured, in town and in the country. */
export const Coverage = ({ coverage, asked }: CoverageProps) => {
  const { t } = useTranslation();
  const { share } = useFormats();
  if (coverage === undefined)
    return (
      <Notice kind="warning">
        <p>{t("map.coverageUnknown")}</p>
      </Notice>
    );
  const { unmeasured, next } = coverage;
  const shown = parts.filter((part) => coverage[part].territories > 0);
  return (
    <section aria-labelledby="coverage">
      <h2 id="coverage">{t("map.coverageTitle")}</h2>
      <p>{t("map.coverageText")}</p>
      {shown.length === 0 ? <p>{t("map.noTerritory")}</p> : null}
      <dl className="map-coverage">
        {shown.map((part) => {
          const { territories, measured } = coverage[part];
          return (
            <div key={part}>
              <dt>{t(`map.parts.${part}`)}</dt>
              <dd>
                <strong>{share(measured / territories)}</strong>{" "}
                {t("map.covered", { measured, count: territories })}
              </dd>
            </div>
          );
        })}
      </dl>
      {unmeasured.length === 0 ? null : (
        <>
          <h3>{t("map.unmeasured")}</h3>
          <ul className="map-unmeasured">
            {unmeasured.map(({ key, name, environment }) => (
              <li key={key}>
                {name}
                {environment === null ? null : (
                  <span className="map-where"> {t(`map.environment.${environment}`)}</span>
                )}
              </li>
            ))}
          </ul>
          {next === undefined && asked.after === undefined ? null : (
            <nav className="pages" aria-label={t("map.pages")}>
              {asked.after === undefined ? null : (
                <a href={mapAddress({ ...asked, after: undefined })}>{t("map.first")}</a>
              )}
              {next === undefined ? null : (
                <a href={mapAddress({ ...asked, after: next })}>{t("map.next")}</a>
              )}
            </nav>
          )}
        </>
      )}
      <p className="hint">{t("map.coverageLegend")}</p>
    </section>
  );
};
