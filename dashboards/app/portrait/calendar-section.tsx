import { useTranslation } from "react-i18next";
import { Fold } from "../design/fold.tsx";
import { type Level, levelClass } from "../design/level.ts";
import { LevelBars } from "../design/level-chip.tsx";
import { useFormats } from "../site/formats-context.tsx";
import type { CalendarDay } from "./calendar.ts";

const WEEK = 7;

/** The level of each day: a colour, a number, and words for those who do not see them. */
export const CalendarSection = ({ days }: { readonly days: readonly CalendarDay[] }) => {
  const { t } = useTranslation();
  const { day: dayName, shortDay } = useFormats();
  const judged = days.flatMap(({ level }) => level ?? []);
  if (judged.length === 0) return null;
  const weeks = Array.from({ length: Math.ceil(days.length / WEEK) }, (_, week) =>
    days.slice(week * WEEK, (week + 1) * WEEK),
  );
  const worst = Math.max(...judged);
  const nameOf = (level: number) => t(`levels.${level as 1}`);
  return (
    <section aria-labelledby="calendar">
      <h2 id="calendar">{t("portrait.calendar")}</h2>
      <p>
        {t("portrait.calendarSentence", {
          good: judged.filter((level) => level <= 2).length,
          known: judged.length,
          worst: nameOf(worst).toLowerCase(),
        })}
      </p>
      <Fold summary={t("portrait.calendarShow")}>
        <table className="calendar">
          <caption className="heard">{t("portrait.calendarCaption")}</caption>
          <thead>
            <tr>
              {weeks[0]?.map(({ at }) => (
                <th key={at} scope="col">
                  <span aria-hidden="true">{dayName(at).slice(0, 2)}</span>
                  <span className="heard">{dayName(at).split(" ")[0]}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week[0]?.at}>
                {week.map(({ at, level, isToday }) => (
                  <td key={at} className={levelClass((level ?? null) as Level)}>
                    <span aria-hidden="true" className="calendar-date">
                      {shortDay(at)
                        .split(" ")
                        .find((part) => /\d/.test(part))}
                    </span>
                    <span aria-hidden="true" className="calendar-level">
                      {level ?? (isToday ? "…" : "?")}
                    </span>
                    <span className="heard">
                      {`${shortDay(at)}, `}
                      {level === undefined
                        ? t(isToday ? "portrait.today" : "portrait.unknownDay")
                        : t("portrait.levelOf", { level, name: nameOf(level) })}
                    </span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <ul className="calendar-key" aria-label={t("portrait.key")}>
          {[...new Set(judged)].sort().map((level) => (
            <li key={level} className={`chip ${levelClass(level as Level)}`}>
              <LevelBars level={level as Exclude<Level, null>} />
              <span>{`${level} ${nameOf(level)}`}</span>
            </li>
          ))}
        </ul>
      </Fold>
    </section>
  );
};
