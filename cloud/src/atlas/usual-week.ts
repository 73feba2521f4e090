/** From one time of the clock until another: "09:00", "24:00". */
export interface ClockTimes {
  readonly from: string;
  readonly until: string;
}

/** When a place is open in any week of the year. */
export interface UsualWeek {
  /** Monday first; an empty day is closed. */
  readonly days: readonly (readonly ClockTimes[])[];
  /** On public holidays; undefined where the hours do not speak of them. */
  readonly holidays: readonly ClockTimes[] | undefined;
}

const DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"] as const;
const HOLIDAYS = DAYS.length;

const day = `(?:${DAYS.join("|")})`;
const days = `(?:${day}(?:\\s*-\\s*${day})?|PH)`;
const clock = "\\d{1,2}:\\d{2}";
const times = `${clock}\\s*-\\s*${clock}`;
const RULE = new RegExp(
  `^(?:(${days}(?:\\s*,\\s*${days})*)\\s*:?\\s+)?(${times}(?:\\s*,\\s*${times})*|off|closed|24/7)$`,
);
/** "Mo 09:00-12:00, Tu 10:00-12:00": a comma before a day begins a rule that adds to those before. */
const ADDING = new RegExp(`(?<=\\d)\\s*,\\s*(?=${days})`);

const daysNamed = (text: string | undefined): readonly number[] =>
  text === undefined
    ? [...DAYS.keys(), HOLIDAYS]
    : text.split(",").flatMap((part) => {
        const [from = "", until = from] = part.trim().split(/\s*-\s*/);
        if (from === "PH") return [HOLIDAYS];
        const first = DAYS.indexOf(from as (typeof DAYS)[number]);
        const last = DAYS.indexOf(until as (typeof DAYS)[number]);
        const length = ((last - first + DAYS.length) % DAYS.length) + 1;
        return Array.from({ length }, (_, ahead) => (first + ahead) % DAYS.length);
      });

/** Undefined for what is no time of a day, and for what goes on after midnight. */
const timesNamed = (text: string): readonly ClockTimes[] | undefined => {
  if (text === "off" || text === "closed") return [];
  if (text === "24/7") return [{ from: "00:00", until: "24:00" }];
  const found = text
    .split(",")
    .map((part) => part.split("-").map((one) => one.trim().padStart(5, "0")))
    .map(([from = "", until = ""]) => ({ from, until }));
  const isTime = (one: string): boolean => one <= "24:00" && one.slice(3) < "60";
  return found.every(({ from, until }) => isTime(from) && isTime(until) && from < until)
    ? found
    : undefined;
};

/** In order; undefined where two overlap. */
const inOrder = (found: readonly ClockTimes[]): readonly ClockTimes[] | undefined => {
  const ordered = found.toSorted((one, other) => (one.from < other.from ? -1 : 1));
  return ordered.some(({ from }, index) => from < (ordered[index - 1]?.until ?? ""))
    ? undefined
    : ordered;
};

/**
 * Hours in the grammar of OpenStreetMap, where they are the same every week and say no more than days, times and
 * public holidays: what a page on paper can say for a year. Undefined for all others: they are printed as they are
 * written.
 */
export const usualWeek = (hours: string): UsualWeek | undefined => {
  const week: ClockTimes[][] = Array.from({ length: DAYS.length + 1 }, () => []);
  let isHolidayNamed = false;
  for (const text of hours.split(";")) {
    if (text.trim() === "") continue;
    for (const [index, part] of text.split(ADDING).entries()) {
      const [, selector, what = ""] = RULE.exec(part.trim()) ?? [];
      const found = what === "" ? undefined : timesNamed(what);
      // What is added to a day cannot close it.
      if (found === undefined || (index > 0 && found.length === 0)) return undefined;
      const named = daysNamed(selector);
      // Of days named after the holidays, the rules of the grammar let the later ones win on a holiday.
      const namesHolidays = named.includes(HOLIDAYS) && selector !== undefined;
      if (isHolidayNamed && !namesHolidays) return undefined;
      isHolidayNamed ||= namesHolidays;
      for (const one of named) {
        const before = index === 0 ? [] : (week[one] ?? []);
        week[one] = [...before, ...found];
      }
    }
  }
  const ordered = week.map(inOrder);
  if (ordered.includes(undefined) || ordered.every((one) => one?.length === 0)) return undefined;
  const whole = ordered.map((one) => one ?? []);
  return {
    days: whole.slice(0, HOLIDAYS),
    holidays: isHolidayNamed ? whole[HOLIDAYS] : undefined,
  };
};
