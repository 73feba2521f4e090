const DAY_MS = 86_400_000;
const LONGEST_YEAR_MS = 366 * DAY_MS;

/**
 * Whether a day that was named ("2031-05-04") can be the one on which a child is 15: later than now, within
 * 15 years. The API refuses others.
 */
export const canBeFifteenthBirthday = (day: string, now: number): boolean => {
  const at = endOfDay(day, "UTC");
  if (at === undefined) return false;
  const begins = at - DAY_MS;
  return begins > now && begins <= now + 15 * LONGEST_YEAR_MS;
};

/**
 * The instant after the last one of a day that was named ("2026-11-30"), in a zone: a named day is
 * included whole. Undefined for what is no day.
 */
export const endOfDay = (day: string, zone: string): number | undefined => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (match === null) return undefined;
  const [year, month, date] = match.slice(1).map(Number) as [number, number, number];
  const next = Date.UTC(year, month - 1, date) + DAY_MS;
  if (new Date(next - DAY_MS).toISOString().slice(0, 10) !== day) return undefined;
  const offset = (at: number) => {
    const parts = new Intl.DateTimeFormat("en-GB", {
      ...{ year: "numeric", month: "numeric", day: "numeric", timeZone: zone },
      ...{ hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" },
    }).formatToParts(at);
    const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
    const wall = Date.UTC(
      ...([part("year"), part("month") - 1, part("day")] as const),
      ...([part("hour"), part("minute"), part("second")] as const),
    );
    return wall - at;
  };
  // The offset a moment before midnight may differ from the one after it.
  const guess = next - offset(next);
  return next - offset(guess);
};
