import type { Flag } from "@datacityzen/hardware/flags";
import type { HeardReading } from "@datacityzen/hardware/station-state";
import type { EventBus } from "../events/bus.ts";
import type { LatestValue } from "../series/store.ts";

/** The newest reading of each station, by which its state is judged. */
export interface HeardReadings {
  of(station: string): HeardReading | undefined;
}

/** A value, or a reading of a message. */
interface Told {
  readonly at: number;
  readonly flags?: readonly Flag[] | undefined;
}

/** Our clock went back when a reading came earlier than the one before it by more. */
const CLOCK_BACK_MS = 60_000;

/**
 * The newest of what was known and what came, each of `values` at `cameAt`; whether the clock is trusted,
 * what came last says.
 */
const newer = <T extends Told>(
  known: HeardReading | undefined,
  values: readonly T[],
  cameAt: (value: T) => number,
): HeardReading => {
  let came = 0;
  for (const value of values) came = Math.max(came, cameAt(value));
  // What came earlier by a clock of ours that was ahead would be the newest for as long.
  const earlier = known !== undefined && known.received > came + CLOCK_BACK_MS ? undefined : known;
  let { at, received, clockDoubtful }: HeardReading = earlier ?? { at: 0, received: 0 };
  for (const value of values) {
    at = Math.max(at, value.at);
    received = Math.max(received, cameAt(value));
  }
  let isLast = false;
  for (const value of values) {
    if (cameAt(value) !== received) continue;
    const isDoubtful = value.flags?.includes("clock_doubtful") === true;
    clockDoubtful = isLast ? clockDoubtful === true || isDoubtful : isDoubtful;
    isLast = true;
  }
  return { at, received, clockDoubtful };
};

/** Reads what the store has when the first station is asked for, and follows what is committed. */
export const createHeardReadings = (
  events: EventBus,
  readStored: () => Promise<ReadonlyMap<string, readonly LatestValue[]>>,
): { ready(): Promise<HeardReadings> } => {
  const heard = new Map<string, HeardReading>();
  const note = <T extends Told>(
    station: string,
    values: readonly T[],
    cameAt: (value: T) => number,
  ): void => {
    if (values.length > 0) heard.set(station, newer(heard.get(station), values, cameAt));
  };
  events.subscribe("readings.committed", {
    name: "states of stations",
    handle: ({ station, received, readings }) => note(station, readings, () => received),
  });
  const readings: HeardReadings = { of: (station) => heard.get(station) };
  let stored: Promise<void> | undefined;
  return {
    async ready() {
      stored ??= readStored().then((latest) => {
        for (const [station, values] of latest) note(station, values, ({ received }) => received);
      });
      await stored.catch((error: unknown) => {
        // The next who asks tries again.
        stored = undefined;
        throw error;
      });
      return readings;
    },
  };
};
