import { fixedDurationMs } from "@datacityzen/hardware/duration";
import * as z from "zod";
import { isZone } from "../time-zone.ts";

/** UTC milliseconds as the API writes instants: ISO 8601 with milliseconds and Z. */
export const isoInstant = (at: number): string => new Date(at).toISOString();

/** Milliseconds as an ISO 8601 duration: 10 000 → "PT10S". */
export const isoDuration = (ms: number): string =>
  Temporal.Duration.from({ milliseconds: ms }).round({ largestUnit: "hours" }).toString();

/** Years of four digits: others have another form in ISO 8601, which few programs read. */
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

/** An instant in a body that people may date back: records cannot keep the year 0, and read 1 as 2001. */
export const PastInstant = z.iso
  .datetime()
  .refine((text) => Date.parse(text) >= EARLIEST, "must not be before 1970");

/** A century: longer than any series. */
const LONGEST_MS = 36_525 * 86_400_000;

const parseInstant = (text: string): number | undefined => {
  try {
    // A date alone is its first instant in UTC.
    return Temporal.Instant.from(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00Z` : text)
      .epochMilliseconds;
  } catch {
    return undefined;
  }
};

/** An ISO 8601 instant in a query, as UTC milliseconds. */
export const InstantParameter = z
  .string()
  .transform((text, context) => {
    // "+" stands for a space in a query: an offset written without escape is meant all the same.
    const at = parseInstant(text.replace(/ (?=\d{2}:?\d{2}$)/, "+"));
    if (at !== undefined && at >= EARLIEST && at <= LATEST) return at;
    context.addIssue({
      code: "custom",
      message: `"${text}" is not an ISO 8601 instant with its offset from 1970 to 9999, such as "2026-11-24T08:00:00Z"`,
    });
    return z.NEVER;
  })
  .meta({ description: "ISO 8601 instant with its offset, or a date (its first instant in UTC)" });

/** A century in each unit of a calendar. */
const MOST_OF_CALENDAR = { D: 36_525, W: 5217, M: 1200, Y: 100 } as const;
const CALENDAR_LENGTH = /^P([1-9]\d{0,4})([DWMY])$/;

/** A length in a query: fixed, in whole seconds, a century at most, or of the calendar. */
export const LengthParameter = z
  .string()
  .refine(
    (text) => {
      const [, count, unit] = CALENDAR_LENGTH.exec(text) ?? [];
      if (unit !== undefined)
        return Number(count) <= MOST_OF_CALENDAR[unit as keyof typeof MOST_OF_CALENDAR];
      const length = fixedDurationMs(text);
      return length !== undefined && length % 1000 === 0 && length <= LONGEST_MS;
    },
    {
      error: ({ input }) =>
        `"${input}" is not an ISO 8601 duration in whole seconds, a century at most, such as "PT1H", "P1D" or "P1M"`,
    },
  )
  .meta({ description: "ISO 8601 duration: PT10M, PT1H, P1D, P1W, P1M, P1Y" });

/** A time zone in a query. */
export const ZoneParameter = z
  .string()
  .max(64)
  .refine(isZone, {
    error: ({ input }) => `"${input}" is not a time zone such as "Europe/Paris"`,
  })
  .meta({
    description:
      "Time zone of the calendar's days, weeks, months and years; else UTC. Hours and shorter intervals begin at whole multiples of UTC: with PT1H in Asia/Kolkata they begin at half past; `local` says when",
  });
