import type { EventBus } from "../events/bus.ts";
import { DAY_MS } from "./durations.ts";

/** What waits to be looked at; what is left out beyond it is checked with what comes after it. */
const MOST_WAITING = 5_000;
/** A backlog drains for a while: it is checked once nothing more came for so long, or after so long at the latest. */
const CALM_MS = 10 * 60_000;
const LONGEST_MS = 6 * 3_600_000;
/** What is older is no backlog but an archive, and is checked when somebody has it recomputed. */
const MOST_DAYS = 31;

export interface LateStation {
  readonly station: string;
  /** The day in which the earliest of its late readings lies: UTC milliseconds. */
  readonly from: number;
}

export interface LateStations {
  /** Days before this instant have been checked: what comes of them is late. */
  checkedUntil(until: number): void;
  /** Those of which nothing more seems to come; they are forgotten. */
  take(): readonly LateStation[];
}

/** Knows of which stations readings came for days that were checked already. */
export const createLateStations = (
  { subscribe }: Pick<EventBus, "subscribe">,
  now: () => number,
): LateStations => {
  const late = new Map<string, { from: number; first: number; last: number }>();
  let checked = Number.NEGATIVE_INFINITY;
  subscribe("readings.committed", {
    name: "late days",
    most: MOST_WAITING,
    handle({ station, readings }) {
      let earliest = Number.POSITIVE_INFINITY;
      for (const { at } of readings) if (at < earliest) earliest = at;
      if (earliest >= checked) return;
      const oldest = checked - MOST_DAYS * DAY_MS;
      const from = Math.floor(Math.max(earliest, oldest) / DAY_MS) * DAY_MS;
      const known = late.get(station);
      if (known === undefined) late.set(station, { from, first: now(), last: now() });
      else {
        known.from = Math.min(known.from, from);
        known.last = now();
      }
    },
  });
  return {
    checkedUntil: (until) => {
      checked = until;
    },
    take: () => {
      const ready = [...late].filter(
        ([, { first, last }]) => now() - last >= CALM_MS || now() - first >= LONGEST_MS,
      );
      for (const [station] of ready) late.delete(station);
      return ready.map(([station, { from }]) => ({ station, from }));
    },
  };
};
