import { endOfDay } from "../forms/dates.ts";

const DAY_MS = 86_400_000;

/**
 * The instant at which a named day began ("2026-11-26"), in a zone: undefined for what is no day, and for
 * one that is still to come.
 */
export const startOfDay = (day: string, zone: string, now: number): number | undefined => {
  const noon = Date.parse(`${day}T12:00:00Z`);
  if (endOfDay(day, zone) === undefined || Number.isNaN(noon)) return undefined;
  const begins = endOfDay(new Date(noon - DAY_MS).toISOString().slice(0, 10), zone);
  return begins === undefined || begins > now ? undefined : begins;
};

/** The day that it is somewhere, as a form's field of a date writes it. */
export const dayAt = (at: number, zone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at);
