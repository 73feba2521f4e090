import { useTranslation } from "react-i18next";
import { Fold } from "../design/fold.tsx";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import { type Petal, sectors } from "./rose.ts";

const RADIUS = 92;
const SHADES = 3;

const point = (radius: number, degrees: number): string => {
  const turn = (degrees / 180) * Math.PI;
  return `${(radius * Math.sin(turn)).toFixed(1)} ${(-radius * Math.cos(turn)).toFixed(1)}`;
};

const petalPath = (radius: number, degrees: number): string => {
  const [begin, end] = [degrees - 19, degrees + 19];
  return `M0 0L${point(radius, begin)}A${radius} ${radius} 0 0 1 ${point(radius, end)}Z`;
};

interface RoseSectionProps {
  readonly petals: readonly Petal[];
  readonly quantity: QuantityView;
}

/** From where the wind comes, and what it brings: the longer a petal, the more often; the darker, the more. */
export const RoseSection = ({ petals, quantity }: RoseSectionProps) => {
  const { t } = useTranslation();
  const { figure, withUnit, share: told } = useFormats();
  const value = (mean: number) => withUnit(figure(mean, quantity.digits), quantity.unit);
  const most = petals.toSorted((one, other) => other.share - one.share)[0];
  const known = petals.flatMap(({ mean, sector }) =>
    mean === undefined ? [] : [{ mean, sector }],
  );
  const worst = known.toSorted((one, other) => other.mean - one.mean)[0];
  if (most === undefined || worst === undefined) return null;
  const [low, high] = [Math.min(...known.map(({ mean }) => mean)), worst.mean];
  const shadeOf = (mean: number) =>
    high === low ? 0 : Math.min(SHADES - 1, Math.floor(((mean - low) / (high - low)) * SHADES));
  const sentence = t("portrait.roseSentence", {
    most: t(`portrait.sectors.${most.sector}`),
    share: told(most.share),
    quantity: quantity.label,
    worst: t(`portrait.sectors.${worst.sector}`),
    value: value(worst.mean),
  });
  return (
    <section aria-labelledby="rose">
      <h2 id="rose">{t("portrait.rose")}</h2>
      <p>{sentence}</p>
      <Fold summary={t("portrait.roseShow")}>
        <div className="round">
          <svg viewBox="-110 -110 220 220" role="img" aria-label={sentence}>
            <circle className="round-line" r={RADIUS / 2} />
            <circle className="round-line" r={RADIUS} />
            {petals.map(({ sector, share, mean }, index) =>
              mean === undefined ? null : (
                <path
                  key={sector}
                  className={`petal petal-${shadeOf(mean)}`}
                  d={petalPath(RADIUS * Math.sqrt(share / most.share), index * 45)}
                />
              ),
            )}
            {(["n", "e", "s", "w"] as const).map((sector) => {
              const turn = (sectors.indexOf(sector) * Math.PI) / 4;
              return (
                <text
                  key={sector}
                  x={Math.round(102 * Math.sin(turn))}
                  y={Math.round(-102 * Math.cos(turn))}
                  textAnchor="middle"
                  dy="0.35em"
                >
                  {t(`portrait.short.${sector}`)}
                </text>
              );
            })}
          </svg>
          <p className="note round-key">{t("portrait.roseNote")}</p>
        </div>
        <details>
          <summary>{t("portrait.roseTable")}</summary>
          <table>
            <caption>{t("portrait.roseCaption", { quantity: quantity.label })}</caption>
            <thead>
              <tr>
                <th scope="col">{t("portrait.windFrom")}</th>
                <th scope="col">{t("portrait.often")}</th>
                <th scope="col">{quantity.label}</th>
              </tr>
            </thead>
            <tbody>
              {petals.map(({ sector, share, mean }) => (
                <tr key={sector}>
                  <th scope="row">{t(`portrait.sectors.${sector}`)}</th>
                  <td>{told(share)}</td>
                  <td>{mean === undefined ? "–" : value(mean)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </Fold>
    </section>
  );
};
