import { useTranslation } from "react-i18next";
import { useSaysDemonstration } from "../site/demonstration-banner.tsx";
import { useFormats } from "../site/formats-context.tsx";
import { lastWeek } from "./demonstration-week.ts";

/** The invented week in words, each happening with the chart that shows it. */
export const WeekTold = ({ now }: { readonly now: number }) => {
  const { t } = useTranslation();
  const { day } = useFormats();
  if (!useSaysDemonstration()) return null;
  return (
    <section className="panel week-told" aria-labelledby="week-told">
      <h2 id="week-told">{t("home.week")}</h2>
      <ul className="glance-facts">
        {lastWeek(now).map(({ what, at, date, part, station, title, quantity }) => (
          <li key={at}>
            <a
              href={`/stations/${station}?${new URLSearchParams({ quantity, from: date, to: date })}#day`}
            >
              {t(`home.happened.${what}`)}
            </a>
            {`, ${title}, ${t(`home.partOfDay.${part}`, { day: day(at) })}`}
          </li>
        ))}
      </ul>
    </section>
  );
};
