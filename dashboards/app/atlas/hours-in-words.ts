import type { TFunction } from "i18next";
import type { AtlasSheets } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";

type Week = NonNullable<AtlasSheets["entries"][number]["week"]>;
type Times = Week["days"][number];

const MONDAY = Date.parse("2026-11-23T12:00:00Z");
const DAY_MS = 86_400_000;

/** "9 h", "14 h 30"; in English "09:00". */
const clockOf = (time: string, language: Language): string => {
  if (language === "en") return time;
  const [hours = "", minutes = ""] = time.split(":");
  return `${Number(hours)} h${minutes === "00" ? "" : `\u202f${minutes}`}`;
};

/** Days that follow each other with the same times, together. */
const runsOf = (days: Week["days"]) => {
  const runs: { first: number; last: number; times: Times }[] = [];
  for (const [index, times] of days.entries()) {
    const last = runs.at(-1);
    if (last !== undefined && JSON.stringify(last.times) === JSON.stringify(times))
      last.last = index;
    else runs.push({ first: index, last: index, times });
  }
  return runs;
};

/**
 * The hours of a usual week as a sentence: "lundi à vendredi : 9 h à 12 h et 14 h à 18 h ; samedi et dimanche : fermé".
 * Hours that are no such week are told as they are written; none are unknown.
 */
export const hoursInWords = (
  t: TFunction,
  language: Language,
  { week, hours }: { readonly week: Week | undefined; readonly hours: string | undefined },
): string => {
  if (hours === undefined) return t("atlas.printed.hoursUnknown");
  if (week === undefined) return t("atlas.printed.hoursAsGiven", { hours });
  const weekday = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  const nameOf = (index: number) => weekday.format(MONDAY + index * DAY_MS);
  const and = new Intl.ListFormat(language, { type: "conjunction" });
  const told = (times: Times): string => {
    if (times.length === 0) return t("atlas.printed.closed");
    if (times[0]?.from === "00:00" && times[0].until === "24:00")
      return t("atlas.printed.dayAndNight");
    return and.format(
      times.map(({ from, until }) =>
        t("atlas.printed.times", {
          from: clockOf(from, language),
          until: clockOf(until, language),
        }),
      ),
    );
  };
  const runs = runsOf(week.days);
  const parts = runs.map(({ first, last, times }) => {
    if (runs.length === 1)
      return t("atlas.printed.ofDays", { days: t("atlas.printed.everyDay"), times: told(times) });
    const days =
      first === last
        ? nameOf(first)
        : last === first + 1
          ? and.format([nameOf(first), nameOf(last)])
          : t("atlas.printed.days", { first: nameOf(first), last: nameOf(last) });
    return t("atlas.printed.ofDays", { days, times: told(times) });
  });
  const holidays =
    week.holidays === undefined ? t("atlas.printed.holidaysUnknown") : told(week.holidays);
  parts.push(t("atlas.printed.ofDays", { days: t("atlas.printed.holidays"), times: holidays }));
  return `${parts.join(t("atlas.printed.between"))}.`;
};
