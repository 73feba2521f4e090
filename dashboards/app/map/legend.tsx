import { useTranslation } from "react-i18next";
import type { MapList } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { Band } from "../site/band.tsx";
import { useFormats } from "../site/formats-context.tsx";
import { quantityView } from "../stations/quantity.ts";
import type { MapQuery } from "./map-query.ts";
import { useFigure } from "./use-figure.ts";

interface LegendProps {
  readonly list: MapList;
  readonly asked: MapQuery;
  readonly end: number;
}

/** What is shown, plainly: of what, a mean of how long, until when, and how many stations have which band. */
export const Legend = ({ list, asked, end }: LegendProps) => {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const figure = useFigure(asked.quantity);
  const { levels, total, range } = list;
  const isJudged = levels.some(({ level }) => level !== null);
  const what =
    asked.quantity === "air"
      ? t(`map.airOver.${asked.kind}`)
      : t(`map.quantityOver.${asked.kind}`, {
          quantity: quantityView(asked.quantity, i18n.language as Language).label,
        });
  return (
    <section className="map-legend" aria-labelledby="shown">
      <h2 id="shown">{what}</h2>
      <p>
        {t("map.ended", { moment: formats.moment(end) })} {t("map.count", { count: total })}
      </p>
      {isJudged || asked.quantity === "air" ? (
        <>
          <ul className="map-levels">
            {levels.map(({ level, stations }) => (
              <li key={level ?? "unknown"}>
                <Band level={level} />
                <span>{t("map.count", { count: stations })}</span>
              </li>
            ))}
          </ul>
          <p className="hint">{t(`map.scale.${asked.kind}`)}</p>
        </>
      ) : null}
      {range === null ? null : (
        <p>
          {range.lowest === range.highest
            ? t("map.only", { value: figure(range.lowest) })
            : t("map.range", { lowest: figure(range.lowest), highest: figure(range.highest) })}
          {isJudged ? null : ` ${t("map.noScale")}`}
        </p>
      )}
    </section>
  );
};
