import { type Cadence, expectedReadings } from "../stations/station.ts";
import { HOUR_MS } from "./durations.ts";
import { COMPLETE } from "./indices/hours.ts";

/**
 * An hour counts with three quarters of its values (directive 2008/50/EC, annex VII), or with one where the cadence
 * of its sensor is not known or longer than an hour.
 */
export const isComplete = (cadences: readonly Cadence[], hour: number, count: number): boolean => {
  const until = hour + HOUR_MS;
  const expected = expectedReadings(cadences, { from: hour, until }, Number.POSITIVE_INFINITY);
  return count >= Math.max(1, COMPLETE * (expected ?? 0));
};
