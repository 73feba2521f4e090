const DAY_MS = 86_400_000;
/** As far as a backlog of a station that was cut off reaches, and no clock runs ahead by more. */
const OLDEST_MS = 62 * DAY_MS;
const AHEAD_MS = 5 * 60_000;

/** Units in which programs count time since 1970, and what makes milliseconds of them. */
const units = [
  { name: "seconds", inMilliseconds: (instant: number) => instant * 1000 },
  { name: "microseconds", inMilliseconds: (instant: number) => Math.floor(instant / 1000) },
  { name: "nanoseconds", inMilliseconds: (instant: number) => Math.floor(instant / 1_000_000) },
] as const;
export type InstantUnit = (typeof units)[number]["name"];

export interface OtherUnit {
  readonly unit: InstantUnit;
  /** The readings with their instants in milliseconds; other fields are as they came. */
  readonly readings: readonly unknown[];
}

const instantOf = (reading: unknown): number | undefined => {
  const at = typeof reading === "object" && reading !== null && "at" in reading && reading.at;
  return typeof at === "number" && Number.isFinite(at) && at > 0 ? at : undefined;
};

/**
 * The readings of a batch whose instants are certainly in another unit than milliseconds: all of them
 * lie within what a station may send at that time when they are read in it. No two units ever fit.
 */
export const inOtherUnit = (
  readings: readonly unknown[],
  received: number,
): OtherUnit | undefined => {
  const instants = readings.map(instantOf);
  for (const { name, inMilliseconds } of units) {
    const converted = instants.map((at) => (at === undefined ? Number.NaN : inMilliseconds(at)));
    if (!converted.every((at) => at >= received - OLDEST_MS && at <= received + AHEAD_MS)) continue;
    return {
      unit: name,
      readings: readings.map((reading, index) => ({
        ...(reading as object),
        at: Math.round(converted[index] as number),
      })),
    };
  }
  return undefined;
};
