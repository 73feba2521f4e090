import { useTranslation } from "react-i18next";
import { type ChartQuery, keptFields, queryWith } from "./chart-query.ts";
import { namedRanges, type ShownRange } from "./range-names.ts";

interface RangeChoiceProps {
  readonly query: ChartQuery;
  readonly range: Pick<ShownRange, "name" | "days">;
  /** Today in the territory's zone: nothing was measured after it. */
  readonly today: string;
}

/** Which time is shown: links for the usual ones, a form for any other. Both work without script. */
export const RangeChoice = ({ query, range, today }: RangeChoiceProps) => {
  const { t } = useTranslation();
  return (
    <>
      <nav aria-label={t("range.title")}>
        <ul className="tabs">
          {namedRanges.map((name) => (
            <li key={name}>
              <a
                href={`${queryWith(query, { range: name, from: null, to: null })}#day`}
                aria-current={range.name === name ? "page" : undefined}
              >
                {t(`range.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <details className="chosen-range" open={range.name === "chosen"}>
        <summary>{t("range.other")}</summary>
        <form method="get" action="#day" className="range-choice">
          {keptFields(query, "range", "from", "to").map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <div>
            <label htmlFor="from">{t("range.from")}</label>
            <input
              id="from"
              name="from"
              type="date"
              max={today}
              required
              defaultValue={range.days?.from}
            />
          </div>
          <div>
            <label htmlFor="to">{t("range.to")}</label>
            <input
              id="to"
              name="to"
              type="date"
              max={today}
              required
              defaultValue={range.days?.to ?? today}
            />
          </div>
          <button type="submit">{t("day.chooseButton")}</button>
        </form>
      </details>
    </>
  );
};
