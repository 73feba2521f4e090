import { HOUR_MS } from "../durations.ts";

/** One hour, or one instant, of a sensor and of what it is compared with. */
export interface Pair {
  /** UTC milliseconds. */
  readonly at: number;
  readonly sensor: number;
  readonly reference: number;
}

/** Means of both for each hour since 1970 in which there is any pair, at its start, in order of time. */
export const createHourlyPairs = () => {
  const hours = new Map<number, { sensor: number; reference: number; count: number }>();
  return {
    add({ at, sensor, reference }: Pair): void {
      const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
      const known = hours.get(hour);
      if (known === undefined) hours.set(hour, { sensor, reference, count: 1 });
      else {
        known.sensor += sensor;
        known.reference += reference;
        known.count += 1;
      }
    },
    pairs: (): Pair[] =>
      [...hours]
        .sort(([one], [other]) => one - other)
        .map(([at, { sensor, reference, count }]) => ({
          at,
          sensor: sensor / count,
          reference: reference / count,
        })),
  };
};
