export const weekdays = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"] as const;
export type Weekday = (typeof weekdays)[number];

/** "9h", "9 h 30", "09:30", "9.30", "9", "2pm". */
const CLOCK = String.raw`(\d{1,2})(?:\s*[h:.]\s*(\d{2})?)?\s*(am|pm)?`;
const SPAN = new RegExp(String.raw`^(?:de |from )?${CLOCK}\s*(?:-|à|a|to|until)\s*${CLOCK}$`);
const CLOSED = /^(?:ferme|fermee|closed|-|non|no)$/;

const minutesOf = (hour: string, minute = "00", half: string | undefined): number | undefined => {
  const given = Number(hour);
  if (half !== undefined && (given < 1 || given > 12)) return undefined;
  const hours = half === undefined ? given : (given % 12) + (half === "pm" ? 12 : 0);
  const total = hours * 60 + Number(minute);
  return Number(minute) > 59 || total > 24 * 60 ? undefined : total;
};

const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/**
 * The times of a day as somebody writes them, "9h-12h et 14h à 17h30", in the grammar of OpenStreetMap. Empty for a day on
 * which it is closed, undefined for what cannot be read.
 */
export const timesInWords = (text: string): string | undefined => {
  const plain = text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[–—−]/g, "-")
    .replaceAll(/\s+/g, " ")
    .trim();
  if (plain === "" || CLOSED.test(plain)) return "";
  const spans = plain.split(/\s*(?:,|;|\/|\bet\b|\band\b|\bpuis\b)\s*/).map((part) => {
    const [, hour, minute, half, nextHour, nextMinute, nextHalf] = SPAN.exec(part) ?? [];
    if (hour === undefined || nextHour === undefined) return undefined;
    const from = minutesOf(hour, minute, half);
    const until = minutesOf(nextHour, nextMinute, nextHalf);
    return from === undefined || until === undefined || from >= until ? undefined : { from, until };
  });
  let last = -1;
  const written: string[] = [];
  for (const span of spans) {
    if (span === undefined || span.from <= last) return undefined;
    written.push(`${clockOf(span.from)}-${clockOf(span.until)}`);
    last = span.until;
  }
  return written.join(",");
};

export type WeekInWords = { readonly [day in Weekday]?: string };

/** The hours of a week, days that follow each other and are alike together; undefined where no day has any. */
export const hoursOfWeek = (week: WeekInWords): string | undefined => {
  const rules: { first: Weekday; last: Weekday; times: string }[] = [];
  for (const [index, day] of weekdays.entries()) {
    const times = timesInWords(week[day] ?? "") ?? "";
    if (times === "") continue;
    const before = rules.at(-1);
    if (before?.times === times && before.last === weekdays[index - 1]) before.last = day;
    else rules.push({ first: day, last: day, times });
  }
  return rules.length === 0
    ? undefined
    : rules
        .map(({ first, last, times }) => `${first === last ? first : `${first}-${last}`} ${times}`)
        .join("; ");
};

const RULE =
  /^(Mo|Tu|We|Th|Fr|Sa|Su)(?:-(Mo|Tu|We|Th|Fr|Sa|Su))? (\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)$/;

/** What `hoursOfWeek` wrote, day by day; undefined for hours that say more than a week does. */
export const weekOfHours = (hours: string): WeekInWords | undefined => {
  const week: { [day in Weekday]?: string } = {};
  for (const rule of hours.split(";").map((part) => part.trim())) {
    const [, first, last = first, times] = RULE.exec(rule) ?? [];
    const from = weekdays.indexOf(first as Weekday);
    const until = weekdays.indexOf(last as Weekday);
    if (times === undefined || until < from) return undefined;
    for (const day of weekdays.slice(from, until + 1)) {
      if (week[day] !== undefined) return undefined;
      week[day] = times.replaceAll(",", ", ");
    }
  }
  return week;
};
