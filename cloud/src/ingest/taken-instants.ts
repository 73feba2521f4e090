import type { Reading } from "@datacityzen/hardware/wire/batch";

/**
 * A year and a month after now, as far as anything we know may say that it is now: beyond this no station's clock was merely a
 * little wrong, and no reading is kept in a series.
 */
const FARTHEST_AHEAD_MS = 400 * 86_400_000;

/** `latestNow`: UTC milliseconds. */
const isFar = ({ at }: Reading, latestNow: number): boolean => at > latestNow + FARTHEST_AHEAD_MS;

/** The first reading of a time that nobody's clock is merely wrong by. */
export const farAhead = (readings: readonly Reading[], latestNow: number): Reading | undefined => {
  for (const reading of readings) if (isFar(reading, latestNow)) return reading;
  return undefined;
};

export const withoutFar = (readings: readonly Reading[], latestNow: number): readonly Reading[] =>
  readings.filter((reading) => !isFar(reading, latestNow));

/** Of some readings those from an instant on, and the others. */
export const since = (
  readings: readonly Reading[],
  instant: number,
): { readonly taken: readonly Reading[]; readonly old: readonly Reading[] } => {
  for (const { at } of readings)
    if (at < instant)
      return {
        taken: readings.filter((reading) => reading.at >= instant),
        old: readings.filter((reading) => reading.at < instant),
      };
  return { taken: readings, old: [] };
};
