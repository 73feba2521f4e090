import { useTranslation } from "react-i18next";
import type { Language } from "../i18n/language.ts";
import { useFormats } from "../site/formats-context.tsx";
import { quantityView } from "../stations/quantity.ts";
import { HOUR_MS, kinds, type MapQuery, PAST_HOURS, qualities, sorts } from "./map-query.ts";

interface ChoiceFormProps {
  readonly asked: MapQuery;
  /** Those that somebody measures. */
  readonly quantities: readonly string[];
  readonly newest: number;
}

/** What the map and its list show. It works without script, and its address can be sent to somebody. */
export const ChoiceForm = ({ asked, quantities, newest }: ChoiceFormProps) => {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const language = i18n.language as Language;
  const offered = [
    ...new Set([...quantities, ...(asked.quantity === "air" ? [] : [asked.quantity])]),
  ] as Exclude<MapQuery["quantity"], "air">[];
  const hours = Array.from({ length: PAST_HOURS + 1 }, (_, hours) => newest - hours * HOUR_MS);
  const key = JSON.stringify(asked);
  return (
    <form className="map-choice" method="get" action="/map" key={key}>
      {asked.from === undefined ? null : <input type="hidden" name="from" value={asked.from} />}
      <div>
        <label htmlFor="quantity">{t("map.quantity")}</label>
        <select id="quantity" name="quantity" defaultValue={asked.quantity}>
          <option value="air">{t("map.air")}</option>
          {offered.map((name) => (
            <option key={name} value={name}>
              {quantityView(name, language).label}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor="kind">{t("map.over")}</label>
        <select id="kind" name="kind" defaultValue={asked.kind}>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`map.kinds.${kind}`)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor="end">{t("map.until")}</label>
        <select
          id="end"
          name="end"
          defaultValue={asked.end === undefined ? "" : new Date(asked.end).toISOString()}
        >
          {hours.map((end) => (
            <option key={end} value={end === newest ? "" : new Date(end).toISOString()}>
              {end === newest
                ? t("map.now", { clock: formats.clock(end) })
                : formats.weekdayClock(end)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor="quality">{t("map.which")}</label>
        <select id="quality" name="quality" defaultValue={asked.quality}>
          {qualities.map((quality) => (
            <option key={quality} value={quality}>
              {t(`map.qualities.${quality}`)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor="sort">{t("map.order")}</label>
        <select id="sort" name="sort" defaultValue={asked.sort}>
          {sorts
            .filter((sort) => sort !== "distance" || asked.from !== undefined)
            .map((sort) => (
              <option key={sort} value={sort}>
                {t(`map.sorts.${sort}`)}
              </option>
            ))}
        </select>
      </div>
      <button type="submit">{t("map.show")}</button>
    </form>
  );
};
