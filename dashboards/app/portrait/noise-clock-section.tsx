import { useTranslation } from "react-i18next";
import { Fold } from "../design/fold.tsx";
import { useFormats } from "../site/formats-context.tsx";
import { type NoiseClock, periodOf, periods } from "./noise-clock.ts";

const INNER = 26;
const OUTER = 92;
/** Quieter than a library and louder than a main road: what a home hears lies between. */
const [QUIET, LOUD] = [30, 80];

const radiusOf = (level: number): number =>
  INNER + (OUTER - INNER) * Math.min(1, Math.max(0.03, (level - QUIET) / (LOUD - QUIET)));

/** Midnight is at the top. */
const point = (radius: number, hour: number): string => {
  const turn = (hour / 24) * 2 * Math.PI;
  return `${(radius * Math.sin(turn)).toFixed(1)} ${(-radius * Math.cos(turn)).toFixed(1)}`;
};

const wedge = (hour: number, level: number): string => {
  const radius = radiusOf(level);
  const [begin, end] = [hour + 0.06, hour + 0.94];
  return `M${point(INNER, begin)}L${point(radius, begin)}A${radius} ${radius} 0 0 1 ${point(radius, end)}L${point(INNER, end)}A${INNER} ${INNER} 0 0 0 ${point(INNER, begin)}Z`;
};

/** The noise around the clock: the longer a wedge, the louder its hour. */
export const NoiseClockSection = ({ clock }: { readonly clock: NoiseClock }) => {
  const { t } = useTranslation();
  const { figure, withUnit } = useFormats();
  const told = (level: number | undefined) =>
    level === undefined ? t("portrait.notKnown") : withUnit(figure(level, 0), "dB");
  const known = clock.hours.flatMap((level, hour) =>
    level === undefined ? [] : [{ level, hour }],
  );
  const loudest = known.toSorted((one, other) => other.level - one.level)[0];
  const quietest = known.toSorted((one, other) => one.level - other.level)[0];
  const sentence =
    loudest === undefined || quietest === undefined
      ? ""
      : t("portrait.noiseSentence", {
          loudest: loudest.hour,
          loud: told(loudest.level),
          quietest: quietest.hour,
          quiet: told(quietest.level),
        });
  return (
    <section aria-labelledby="noise">
      <h2 id="noise">{t("portrait.noise")}</h2>
      <p>{sentence}</p>
      <Fold summary={t("portrait.noiseShow")}>
        <div className="round">
          <svg viewBox="-110 -110 220 220" role="img" aria-label={sentence}>
            <circle className="round-line" r={radiusOf(50)} />
            <circle className="round-line" r={OUTER} />
            {known.map(({ level, hour }) => (
              <path key={hour} className={`noise-${periodOf(hour)}`} d={wedge(hour, level)} />
            ))}
            {[0, 6, 12, 18].map((hour) => (
              <text key={hour} {...placeOf(hour)} textAnchor="middle" dy="0.35em">
                {t("portrait.hour", { hour })}
              </text>
            ))}
          </svg>
          <dl className="round-key">
            {periods.map((period) => (
              <div key={period}>
                <dt>
                  <svg viewBox="0 0 20 20" aria-hidden="true">
                    <rect className={`noise-${period}`} x="1" y="1" width="18" height="18" rx="4" />
                  </svg>
                  {t(`portrait.periods.${period}`)}
                </dt>
                <dd>{told(clock.periods[period])}</dd>
              </div>
            ))}
          </dl>
        </div>
        <p className="note">{t("portrait.noiseNote")}</p>
        <details>
          <summary>{t("portrait.noiseTable")}</summary>
          <table>
            <caption>{t("portrait.noiseCaption")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("portrait.hourHeading")}</th>
                <th scope="col">{t("portrait.levelHeading")}</th>
              </tr>
            </thead>
            <tbody>
              {clock.hours.map((level, hour) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: an hour of the day is its index
                <tr key={hour}>
                  <th scope="row">{t("portrait.hour", { hour })}</th>
                  <td>{told(level)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </Fold>
    </section>
  );
};

const placeOf = (hour: number): { readonly x: number; readonly y: number } => {
  const turn = (hour / 24) * 2 * Math.PI;
  return { x: Math.round(101 * Math.sin(turn)), y: Math.round(-101 * Math.cos(turn)) };
};
