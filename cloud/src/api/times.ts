import { fixedDurationMs } from "@datacityzen/hardware/duration";
import * as z from "zod";

/** UTC milliseconds as the API writes instants: ISO 8601 with milliseconds and Z. */
export const isoInstant = (at: number): string => new Date(at).toISOString();

/** Milliseconds as an ISO 8601 duration: 10 000 → "PT10S". */
export const isoDuration = (ms: number): string =>
  Temporal.Duration.from({ milliseconds: ms }).round({ largestUnit: "hours" }).toString();

/** Years of four digits: others have another form in ISO 8601, which few programs read. */
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

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

/** An ISO 8601 duration of fixed length in a query, as milliseconds; whole seconds, at least one, a century at most. */
export const DurationParameter = z
  .string()
  .transform((text, context) => {
    const length = fixedDurationMs(text);
    if (length !== undefined && length % 1000 === 0 && length <= LONGEST_MS) return length;
    context.addIssue({
      code: "custom",
      message: `"${text}" is not an ISO 8601 duration of fixed length in whole seconds, a century at most, such as "PT1H" or "P1D" (months and years vary in length)`,
    });
    return z.NEVER;
  })
  .meta({ description: "ISO 8601 duration of fixed length: PT10M, PT1H, P1D, P1W" });
