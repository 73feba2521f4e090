import { HOUR_MS, MINUTE_MS } from "../quality/durations.ts";

/** The day's bulletin is about the 24 hours before this hour, on the clock of the territory. */
export const EDITION_HOUR = 7;
/** Readings of the last minutes are on their way, and corrected values are written after them. */
const SETTLED_MS = 10 * MINUTE_MS;
/** What could not be made until then is made no more: it would be no news. */
export const LATE_MS = 6 * HOUR_MS;

export interface EditionDay {
  /** "2026-11-28", in the zone of the territory. */
  readonly day: string;
  /** The end of its 24 hours, in UTC ms. */
  readonly to: number;
}

/** The edition that is to be made or sent at an instant; undefined before its hour, and when it is too late. */
export const dueEdition = (now: number, zone: string): EditionDay | undefined => {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const to = today.toZonedDateTime({
    timeZone: zone,
    plainTime: { hour: EDITION_HOUR },
  }).epochMilliseconds;
  return now >= to + SETTLED_MS && now < to + LATE_MS ? { day: today.toString(), to } : undefined;
};
