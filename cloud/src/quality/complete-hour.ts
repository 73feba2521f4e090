import { type Cadence, expectedReadings } from "../stations/station.ts";
import { HOUR_MS } from "./durations.ts";
import { COMPLETE } from "./indices/hours.ts";

/** How many values a sensor should have in an hour; null where its cadence is not known. */
export const expectedInHour = (cadences: readonly Cadence[], hour: number): number | null =>
  expectedReadings(cadences, { from: hour, until: hour + HOUR_MS }, Number.POSITIVE_INFINITY);

/**
 * An hour counts with three quarters of its values (directive 2008/50/EC, annex VII), or with one where the cadence
 * of its sensor is not known or longer than an hour.
 */
export const isComplete = (cadences: readonly Cadence[], hour: number, count: number): boolean =>
  count >= Math.max(1, COMPLETE * (expectedInHour(cadences, hour) ?? 0));
