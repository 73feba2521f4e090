import type { AirOfStation } from "../api/answers.ts";

/** Beyond, a station says nothing of a place. */
export const REACH_M = { air: 15_000, noise: 2_000, pollen: 30_000 } as const;

export interface Speaker {
  readonly station: AirOfStation;
  /** By its last 24 hours, or by its last hour where it has not measured for long enough. */
  readonly by: "day" | "hour";
}

const within = (station: AirOfStation, reach: number): boolean => (station.distance ?? 0) <= reach;

/**
 * The station that speaks for a place. What people measured comes before what was simulated or replayed, a day before
 * an hour, the nearest before others: stations are given in order of their distance.
 */
export const airSpeaker = (stations: readonly AirOfStation[]): Speaker | undefined => {
  const near = stations.filter((station) => within(station, REACH_M.air));
  const ofDay = (some: readonly AirOfStation[]) => some.find(({ air }) => air.level !== null);
  const ofHour = (some: readonly AirOfStation[]) => some.find(({ air }) => air.hour !== null);
  const measured = near.filter(({ origin }) => origin === "measured");
  for (const some of [measured, near]) {
    const day = ofDay(some);
    if (day !== undefined) return { station: day, by: "day" };
    const hour = ofHour(some);
    if (hour !== undefined) return { station: hour, by: "hour" };
  }
  return undefined;
};

/** The nearest that has it; of the same origin as what is said of the air, where something is. */
export const otherSpeaker = (
  stations: readonly AirOfStation[],
  subject: "noise" | "pollen",
  origin: AirOfStation["origin"] | undefined,
): AirOfStation | undefined => {
  const near = stations.filter(
    (station) => station[subject] !== null && within(station, REACH_M[subject]),
  );
  return origin === undefined
    ? (near.find((station) => station.origin === "measured") ?? near[0])
    : near.find((station) => station.origin === origin);
};
