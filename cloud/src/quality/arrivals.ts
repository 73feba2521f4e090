import type { Cadence } from "../stations/station.ts";

/**
 * What became of a reading that a sensor should have given.
 * - `rejected`: it came, could not be accepted, and lies in the quarantine;
 * - `missing_at_source`: other sensors of the station spoke then, this one did not;
 * - `lost_on_the_way`: nothing of the station came, though it was running;
 * - `not_known`: nothing came, and whether it was running is not known.
 */
export const absences = ["rejected", "missing_at_source", "lost_on_the_way", "not_known"] as const;
export type Absence = (typeof absences)[number];

export interface SensorArrivals {
  readonly sensor: string;
  readonly cadences: readonly Cadence[];
  /** Each instant at which it gave any value, in order, with its arrival. */
  readonly points: readonly { readonly at: number; readonly received: number }[];
  /** Instants of readings that were set aside. */
  readonly rejected: readonly number[];
}

export interface ArrivalsAsked {
  readonly from: number;
  /** Not after the present: what may still come is not missing. */
  readonly until: number;
  /** Since when the station is known to run; undefined where it never said it. */
  readonly runningSince: number | undefined;
  /** Longer between measurement and arrival is late. */
  readonly lateAfterMs: number;
}

export interface Gap {
  readonly from: number;
  readonly until: number;
  readonly absence: Absence;
  readonly count: number;
}

export interface Arrivals {
  readonly sensor: string;
  /** Null where the sensor never said how often it measures. */
  readonly expected: number | null;
  readonly present: number;
  /** Of those that are present. */
  readonly late: number;
  readonly absent: { readonly [name in Absence]: number };
  /** Absences that follow each other, in order. */
  readonly gaps: readonly Gap[];
}

/** When one sensor spoke. */
interface Spoken {
  readonly cadences: readonly Cadence[];
  /** In order. */
  readonly points: readonly number[];
}

/** A reading may come a little earlier or later than its cadence says. */
const JITTER = 0.5;

const cadenceAt = (cadences: readonly Cadence[], at: number): number | undefined =>
  (cadences.findLast(({ since }) => at >= since) ?? cadences[0])?.every;

/** The place of the first of these instants, in order, that is not before `at`. */
const firstFrom = (instants: readonly number[], at: number): number => {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instants[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Whether one of these instants lies within `reach` of `at`. */
const hasNear = (instants: readonly number[], at: number, reach: number): boolean =>
  (instants[firstFrom(instants, at - reach)] ?? Number.POSITIVE_INFINITY) <= at + reach;

/**
 * Whether a sensor was speaking when another should have: it did then, or, when it measures more seldom, `at` lies
 * between two of its readings that follow each other.
 */
const spoke = ({ points, cadences }: Spoken, at: number, reach: number): boolean => {
  if (hasNear(points, at, reach)) return true;
  const next = firstFrom(points, at);
  const [before, after] = [points[next - 1], points[next]];
  const every = cadenceAt(cadences, at);
  return (
    before !== undefined &&
    after !== undefined &&
    every !== undefined &&
    after - before <= every * (1 + JITTER)
  );
};

/** The instants at which a reading should have come and none did. */
const missingIn = (
  { cadences, points }: SensorArrivals,
  { from, until }: Pick<ArrivalsAsked, "from" | "until">,
): { readonly at: number; readonly every: number }[] => {
  const missing: { at: number; every: number }[] = [];
  const every = (at: number) => cadenceAt(cadences, at);
  /** Between two readings, or between one and an end of the range. */
  const fill = (first: number, last: number, isOpen: boolean) => {
    const step = every(first);
    if (step === undefined) return;
    const end = isOpen ? last : last - step * JITTER;
    for (let at = first + step; at < end; at += step) missing.push({ at, every: step });
  };
  let before: number | undefined;
  for (const { at } of points) {
    if (before === undefined) {
      const step = every(from);
      // Back from the first reading to the begin of the range, on its own grid.
      if (step !== undefined)
        for (let back = at - step; back >= from; back -= step)
          missing.push({ at: back, every: step });
      missing.reverse();
    } else fill(before, at, false);
    before = at;
  }
  const step = every(from);
  if (before !== undefined) fill(before, until, true);
  else if (step !== undefined)
    for (let at = from; at < until; at += step) missing.push({ at, every: step });
  return missing;
};

/** What arrived of each sensor of a station, and what became of the rest. */
export const arrivalsOf = (
  sensors: readonly SensorArrivals[],
  asked: ArrivalsAsked,
): Arrivals[] => {
  const spoken = new Map(
    sensors.map(({ sensor, cadences, points }): [string, Spoken] => [
      sensor,
      { cadences, points: points.map(({ at }) => at) },
    ]),
  );
  return sensors.map((own): Arrivals => {
    const { sensor, cadences, points, rejected } = own;
    const set = [...rejected].sort((one, other) => one - other);
    const others = [...spoken].flatMap(([name, one]) => (name === sensor ? [] : [one]));
    const absenceOf = (at: number, every: number): Absence => {
      if (hasNear(set, at, every * JITTER)) return "rejected";
      if (others.some((other) => spoke(other, at, every * JITTER))) return "missing_at_source";
      const { runningSince } = asked;
      return runningSince !== undefined && at >= runningSince ? "lost_on_the_way" : "not_known";
    };
    const absent = { rejected: 0, missing_at_source: 0, lost_on_the_way: 0, not_known: 0 };
    const gaps: Gap[] = [];
    let end = Number.NaN;
    for (const { at, every } of missingIn(own, asked)) {
      const absence = absenceOf(at, every);
      absent[absence]++;
      const last = gaps.at(-1);
      if (last?.absence === absence && Math.abs(at - end) < every * JITTER)
        gaps[gaps.length - 1] = { ...last, until: at + every, count: last.count + 1 };
      else gaps.push({ from: at, until: at + every, absence, count: 1 });
      end = at + every;
    }
    const missing = Object.values(absent).reduce((sum, count) => sum + count, 0);
    return {
      sensor,
      expected: cadences.length === 0 ? null : points.length + missing,
      present: points.length,
      late: points.filter(({ at, received }) => received - at > asked.lateAfterMs).length,
      ...{ absent, gaps },
    };
  });
};
