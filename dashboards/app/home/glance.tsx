import { useTranslation } from "react-i18next";
import type { AirOfTerritory } from "../api/answers.ts";
import { useWords } from "../i18n/use-words.ts";
import { useFormats } from "../site/formats-context.tsx";

/** A territory's day at a glance. */
export const Glance = ({
  glance,
  isTold,
}: {
  glance: AirOfTerritory;
  /** The page's first sentences are of the same stations: pollen and noise stand there. */
  isTold: boolean;
}) => {
  const { t } = useTranslation();
  const words = useWords();
  const { share } = useFormats();
  const { territory, levels, worst, byEnvironment, noise, pollen, completeness } = glance;
  const judgedIn = byEnvironment.filter(({ judged }) => judged > 0);
  const most = Math.max(1, ...levels.map(({ stations }) => stations));
  return (
    <section className="panel" aria-labelledby="glance">
      <h2 id="glance">
        {territory === null ? t("home.glanceAll") : t("home.glance", { name: territory.name })}
      </h2>
      <p>
        {t(`home.stationsOf.${glance.origin}`, { count: glance.stations })}{" "}
        {glance.judged === glance.stations ? null : t("home.judged", { count: glance.judged })}
      </p>
      {glance.judged === 0 ? null : (
        <ul className="glance-levels">
          {levels
            .filter(({ stations }) => stations > 0)
            .map(({ level, stations }) => (
              <li key={level} className={`level-${level}`}>
                <span>{t(`levels.${level as 1}`)}</span>
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={(stations / most) * 100} height="8" />
                </svg>
                <span>{t("home.stations", { count: stations })}</span>
              </li>
            ))}
        </ul>
      )}
      <ul className="glance-facts">
        {judgedIn.length < 2
          ? null
          : judgedIn.map(({ environment, words: told, judged }) => (
              <li key={environment ?? "unknown"}>
                {t(`home.environment.${environment ?? "unknown"}`, {
                  ...{ count: judged, words: withinSentence(words(told)) },
                })}
              </li>
            ))}
        {worst === null || worst.level < 2 ? null : (
          <li>
            {t("home.worst")}{" "}
            <a href={`/stations/${encodeURIComponent(worst.station)}`}>{worst.name}</a>
            {`, ${t("home.worstLevel", { level: t(`levels.${worst.level as 1}`).toLowerCase() })}`}
          </li>
        )}
        {isTold ? null : (
          <>
            <li>
              {noise === null || noise.judged === 0
                ? t("home.noiseUnknown")
                : t("home.noiseOfAll", { count: noise.judged, above: noise.aboveGuideline })}
            </li>
            <li>{pollen === null ? t("home.pollenUnknown") : words(pollen.words)}</li>
          </>
        )}
        {completeness === null ? null : (
          <li>{t("home.completeness", { share: share(completeness) })}</li>
        )}
        {glance.silent === 0 ? null : <li>{t("home.silent", { count: glance.silent })}</li>}
      </ul>
    </section>
  );
};

/** What begins a sentence of its own, behind a colon. */
const withinSentence = (words: string): string =>
  `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
