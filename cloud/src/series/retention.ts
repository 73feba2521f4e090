import { DAY_MS, HOUR_MS } from "./days/day-block.ts";
import type { Range } from "./store.ts";

/** For how many days an operator keeps what; for ever when absent. Each is at least as long as the one before. */
export interface Retention {
  readonly values: number;
  readonly hours?: number | undefined;
  readonly days?: number | undefined;
  /** Whose days are kept: a name such as Europe/Paris. */
  readonly zone: string;
}

/** The midnight of a zone that lies within a UTC day, behind its start; undefined where both days begin together. */
const midnightIn = (day: number, zone: string): number | undefined => {
  const start = Temporal.Instant.fromEpochMilliseconds(day * DAY_MS).toZonedDateTimeISO(zone);
  const midnight = start.add({ days: 1 }).startOfDay().epochMilliseconds;
  const earlier = start.startOfDay().epochMilliseconds;
  const found = [earlier, midnight].find((at) => at > day * DAY_MS && at < (day + 1) * DAY_MS);
  return found;
};

/**
 * The parts of a UTC day of which sums are kept where those of hours are not: divided at the zone's midnight, so that days of UTC and
 * of the zone are made of them. The hour within which the zone's midnight falls is a part of its own.
 */
export const partsOfDay = (day: number, zone: string): readonly Range[] => {
  const [start, end] = [day * DAY_MS, (day + 1) * DAY_MS];
  const midnight = midnightIn(day, zone) ?? end;
  const floor = Math.floor(midnight / HOUR_MS) * HOUR_MS;
  const edges = [...new Set([start, floor, Math.ceil(midnight / HOUR_MS) * HOUR_MS, end])];
  return edges.slice(0, -1).map((from, place) => ({ from, until: edges[place + 1] as number }));
};
