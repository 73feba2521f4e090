import OpeningHours, { type opening_hours } from "opening_hours";

/** Where a place is, as holidays and clocks differ. */
export interface OpeningPlace {
  /** Of the country: "fr". */
  readonly country: string;
  /** Of `holidayRegion`: "" where the country's holidays hold. */
  readonly region: string;
  /** IANA. */
  readonly zone: string;
}

/** Instants in milliseconds; from the first one, until the second one. */
export type Interval = readonly [from: number, until: number];

/** When a place is open, and when nobody can say (by appointment, "perhaps"): in order, without overlaps. */
export interface OpeningTimes {
  readonly open: readonly Interval[];
  readonly maybe: readonly Interval[];
}

/** Holidays of their own, by the name that the library's list has for the region. */
const REGIONS: { readonly [departement: string]: string } = {
  ...{ "57": "Moselle", "67": "Bas-Rhin", "68": "Haut-Rhin" },
  ...{ "971": "Guadeloupe", "972": "Martinique", "973": "Guyane" },
  ...{ "974": "La Réunion", "976": "Mayotte", "977": "Saint-Barthélemy", "978": "Saint-Martin" },
};

/** The region of a commune's holidays; "" where those of the country hold. */
export const holidayRegion = (commune: string | undefined): string =>
  REGIONS[commune?.slice(0, 3) ?? ""] ?? REGIONS[commune?.slice(0, 2) ?? ""] ?? "";

/**
 * Times of the sun would need the exact place, and school holidays are known for few regions and years: hours that
 * depend on them are shown as they are written, and nobody is told that a place is open.
 */
const UNDECIDED = /\b(?:sunrise|sunset|dawn|dusk|SH)\b/i;

const readHours = (text: string, { country, region }: OpeningPlace): opening_hours | undefined => {
  if (text.trim() === "" || UNDECIDED.test(text)) return undefined;
  try {
    return new OpeningHours(
      text,
      { lat: 46, lon: 2, address: { country_code: country, state: region } },
      { locale: "en", mode: 0, tag_key: "opening_hours", map_value: false, warnings_severity: 4 },
    );
  } catch {
    return undefined;
  }
};

/** The library reads the clock of this machine: what it is given shows, on that clock, the local time of the place. */
const onOurClock = (instant: number, zone: string): Date => {
  const { year, month, day, hour, minute } =
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  return new Date(year, month - 1, day, hour, minute);
};

const instantOf = (shown: Date, zone: string): number =>
  new Temporal.PlainDateTime(
    ...([shown.getFullYear(), shown.getMonth() + 1, shown.getDate()] as const),
    ...([shown.getHours(), shown.getMinutes()] as const),
  ).toZonedDateTime(zone).epochMilliseconds;

/**
 * When a place is open between two instants, by hours in the grammar of OpenStreetMap, with the holidays of its region,
 * on its own clock. Undefined where the hours cannot be read: nobody knows then.
 */
export const openingTimes = (
  text: string,
  place: OpeningPlace,
  [from, until]: Interval,
): OpeningTimes | undefined => {
  const hours = readHours(text, place);
  if (hours === undefined) return undefined;
  const { zone } = place;
  const open: Interval[] = [];
  const maybe: Interval[] = [];
  try {
    const found = hours.getOpenIntervals(onOurClock(from, zone), onOurClock(until, zone));
    for (const [begin, end, isUnknown, comment] of found) {
      const interval = [
        Math.max(from, instantOf(begin, zone)),
        Math.min(until, instantOf(end, zone)),
      ] as const;
      if (interval[1] <= interval[0]) continue;
      // A comment ("on appointment") says that the hours alone do not decide.
      (isUnknown || comment !== undefined ? maybe : open).push(interval);
    }
  } catch {
    return undefined;
  }
  return { open: joined(open), maybe: joined(maybe) };
};

/** Intervals that touch become one. */
const joined = (intervals: readonly Interval[]): readonly Interval[] => {
  const whole: [number, number][] = [];
  for (const [from, until] of intervals.toSorted(([one], [other]) => one - other)) {
    const last = whole.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], until);
    else whole.push([from, until]);
  }
  return whole;
};

const holds = (intervals: readonly Interval[], at: number): Interval | undefined =>
  intervals.find(([from, until]) => from <= at && at < until);

export type OpeningState =
  /** `until`: when it closes; undefined when it is open through all that was looked at. */
  | { readonly state: "open"; readonly until?: number }
  /** `from`: when it opens next; undefined when it does not within what was looked at. */
  | { readonly state: "closed"; readonly from?: number }
  | { readonly state: "unknown" };

/** Whether it is open at an instant; `until` is the end of what `times` were made for. */
export const stateAt = (
  times: OpeningTimes | undefined,
  at: number,
  until: number,
): OpeningState => {
  if (times === undefined) return { state: "unknown" };
  const now = holds(times.open, at);
  if (now !== undefined) return { state: "open", ...(now[1] >= until ? {} : { until: now[1] }) };
  if (holds(times.maybe, at) !== undefined) return { state: "unknown" };
  const next = times.open.find(([from]) => from > at)?.[0];
  return { state: "closed", ...(next === undefined ? {} : { from: next }) };
};

const DAYS = 7;

/** A day of the place's calendar, with the times at which it is open: local, "09:00"; until "24:00". */
export interface OpeningDay {
  readonly day: string;
  readonly open: readonly { readonly from: string; readonly until: string }[];
  readonly maybe: readonly { readonly from: string; readonly until: string }[];
  readonly isHoliday: boolean;
}

/** The week that begins with the day of an instant. Undefined where the hours cannot be read. */
export const openingWeek = (
  text: string,
  place: OpeningPlace,
  at: number,
): readonly OpeningDay[] | undefined => {
  const { zone } = place;
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).startOfDay();
  const until = today.add({ days: DAYS }).epochMilliseconds;
  const times = openingTimes(text, place, [today.epochMilliseconds, until]);
  const hours = readHours(text, place);
  if (times === undefined || hours === undefined) return undefined;
  return Array.from({ length: DAYS }, (_, ahead) => {
    const begin = today.add({ days: ahead });
    const end = begin.add({ days: 1 });
    const within = (intervals: readonly Interval[]) =>
      intervals
        .map(([one, other]) => [
          Math.max(one, begin.epochMilliseconds),
          Math.min(other, end.epochMilliseconds),
        ])
        .filter(([one = 0, other = 0]) => one < other)
        .map(([one = 0, other = 0]) => ({
          from: clockOf(one, zone),
          until: other === end.epochMilliseconds ? "24:00" : clockOf(other, zone),
        }));
    return {
      day: begin.toPlainDate().toString(),
      ...{ open: within(times.open), maybe: within(times.maybe) },
      isHoliday: isHoliday(hours, onOurClock(begin.epochMilliseconds, zone)),
    };
  });
};

const isHoliday = (hours: opening_hours, day: Date): boolean => {
  try {
    return hours.getPublicHolidayContext(day).isHoliday;
  } catch {
    return false;
  }
};

const clockOf = (instant: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .toPlainTime()
    .toString({ smallestUnit: "minute" });
