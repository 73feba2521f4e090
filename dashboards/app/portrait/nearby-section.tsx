import { useTranslation } from "react-i18next";
import { Fold } from "../design/fold.tsx";
import type { Level } from "../design/level.ts";
import { LevelChip } from "../design/level-chip.tsx";
import { useWords } from "../i18n/use-words.ts";
import { useFormats } from "../site/formats-context.tsx";
import { useDistance } from "../site/use-distance.ts";
import type { QuantityView } from "../stations/quantity.ts";
import type { Nearby } from "./nearby.ts";

interface NearbySectionProps {
  readonly rows: readonly Nearby[];
  readonly station: string;
  readonly quantity: QuantityView;
}

/** The same quantity, over the same hours, at the stations around. */
export const NearbySection = ({ rows, station, quantity }: NearbySectionProps) => {
  const { t } = useTranslation();
  const distance = useDistance();
  const words = useWords();
  const { figure, withUnit } = useFormats();
  if (rows.length === 0) return null;
  const told = (value: number | null) => (value === null ? "–" : figure(value, quantity.digits));
  const inWords = (value: number) => withUnit(figure(value, quantity.digits), quantity.unit);
  const here = rows.find(({ isHere }) => isHere)?.day ?? null;
  const around = rows.flatMap(({ isHere, day }) => (isHere || day === null ? [] : [day]));
  return (
    <section aria-labelledby="nearby">
      <h2 id="nearby">{t("portrait.nearby", { quantity: quantity.label })}</h2>
      {here === null || around.length === 0 ? null : (
        <p>
          {t("portrait.nearbySentence", {
            ...{ count: around.length, here: inWords(here) },
            ...{ low: inWords(Math.min(...around)), high: inWords(Math.max(...around)) },
          })}
        </p>
      )}
      <Fold summary={t("portrait.nearbyShow", { count: rows.length - 1 })}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard */}
        <section className="scroll" aria-labelledby="nearby-table" tabIndex={0}>
          <table>
            <caption id="nearby-table">
              {t("portrait.nearbyCaption", { unit: quantity.unit })}
            </caption>
            <thead>
              <tr>
                <th scope="col">{t("portrait.station")}</th>
                <th scope="col">{t("portrait.lastHour")}</th>
                <th scope="col">{t("portrait.lastDay")}</th>
                <th scope="col">{t("portrait.distance")}</th>
                <th scope="col">{t("portrait.together")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.station} className={row.isHere ? "is-here" : undefined}>
                  <th scope="row">
                    {row.isHere ? (
                      row.name
                    ) : (
                      <a
                        href={`/stations/${encodeURIComponent(row.station)}?quantity=${quantity.name}`}
                      >
                        {row.name}
                      </a>
                    )}
                  </th>
                  <td className="number">{told(row.hour)}</td>
                  <td>
                    <span className="number">{told(row.day)}</span>{" "}
                    {row.words === null ? null : (
                      <LevelChip level={row.level as Level}>{words(row.words)}</LevelChip>
                    )}
                  </td>
                  <td>{row.isHere ? t("portrait.here") : distance(row.metres)}</td>
                  <td>
                    {row.isHere ? null : (
                      <a
                        href={`/stations/${encodeURIComponent(station)}?quantity=${quantity.name}&beside=${encodeURIComponent(row.station)}#day`}
                        aria-label={t("portrait.onChartWith", { station: row.station })}
                      >
                        {t("portrait.onChart")}
                      </a>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </Fold>
    </section>
  );
};
