import { meanOf, roundedTo } from "@datacityzen/hardware/averaging/summary";
import { addValue, emptySums, type Sums } from "@datacityzen/hardware/averaging/sums";
import type { Flag } from "@datacityzen/hardware/flags";
import { likelyMistake } from "@datacityzen/hardware/plausibility";
import { type QuantityName, quantities, type Values } from "@datacityzen/hardware/quantities";
import type { Sensor, ValueFlags } from "@datacityzen/hardware/sensor";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import { type LineCounts, lineFlags, noFrames, withRefused } from "./line-quality.ts";
import type { Rejection } from "./sensor-reader.ts";

/** One measurement of a sensor. */
export interface Sample {
  /** UTC milliseconds. */
  readonly at: number;
  readonly values: Values;
  /** Flags of the whole sample. */
  readonly flags?: readonly Flag[] | undefined;
  /** Flags of single values: these are averaged, and the mean has the flags. */
  readonly valueFlags?: ValueFlags | undefined;
  /** Whether the sensor's warm-up was over. */
  readonly settled: boolean;
}

/**
 * Sums up what one sensor measures into one reading an interval. Intervals lie on the UTC grid
 * of `everyMs`; a reading's instant is the start of its interval. No interval is given twice.
 */
export interface Sampler {
  /** Adds a sample; gives the reading of the interval that its instant closes. */
  add(sample: Sample): Reading[];
  /** A frame of this sensor's line was refused: what comes in the same interval is told so. */
  refuse(reason: Rejection, at: number): Reading[];
  /** To be called as time passes, whether or not the sensor sends. */
  tick(now: number): Reading[];
  /** The clock was set: the open interval, and what follows, move by `byMs`, a multiple of the interval. */
  shift(byMs: number, notBefore?: number): void;
  /** Closes the interval as it stands. */
  end(): Reading[];
}

export interface SamplerOptions {
  /** The sensor's name on the wire. */
  readonly sensor: string;
  readonly everyMs: number;
  /** What the sensor can measure. */
  readonly measures: Sensor["measures"];
  /** Levels that are exceeded for a share of the interval. */
  readonly exceeded?: Sensor["exceeded"];
  /** Samples of an interval, where the sensor has a rhythm. */
  readonly expected?: number | undefined;
  /** A value was left out of the mean, and why (the code of `likelyMistake`). */
  readonly onLeftOut?: (quantity: QuantityName, code: string) => void;
}

/** All samples of one quantity in one interval. */
interface Gathered {
  readonly sums: Sums;
  /** The last value that no instrument gives. */
  readonly implausible?: number;
  /** Some value lies where the sensor cannot measure. */
  readonly outOfRange: boolean;
  /** Flags of any sample. */
  readonly flags: readonly Flag[];
  /** Each value, where a share of the interval is asked for. */
  readonly each: number[];
}
type AllGathered = Map<QuantityName, Gathered>;

interface Interval {
  readonly start: number;
  readonly settled: AllGathered;
  readonly warmingUp: AllGathered;
  /** Of all samples. */
  readonly flags: Set<Flag>;
  counts: LineCounts;
}

const nothing = (): Gathered => ({ sums: emptySums, outOfRange: false, flags: [], each: [] });

/** Fewer values tell nothing of a tenth of the interval. */
const FEWEST_FOR_SHARES = 10;

/** The level that `percent` of the values exceed. */
const exceededBy = (ascending: readonly number[], percent: number): number => {
  const place = ((100 - percent) / 100) * (ascending.length - 1);
  const below = ascending[Math.floor(place)] ?? Number.NaN;
  const above = ascending[Math.ceil(place)] ?? below;
  return below + (place - Math.floor(place)) * (above - below);
};

const flagsOf = ({ implausible, outOfRange, flags }: Gathered): Flag[] => [
  ...new Set<Flag>([
    ...(outOfRange ? (["out_of_range"] as const) : []),
    ...(implausible === undefined ? [] : (["implausible"] as const)),
    ...flags,
  ]),
];

/** One digit more than is significant. */
const summaryOf = (name: QuantityName, { sums, implausible }: Gathered): number | undefined => {
  // No good sample at all: the last one as it came, flagged. The mean of several mistakes would be a
  // number that was never measured, and without any value people could not see what the sensor sends.
  if (sums.count === 0) return implausible;
  const mean = meanOf(sums, quantities[name].averaging);
  return mean === undefined ? undefined : roundedTo(mean, name, 1);
};

const summarise = (
  gathered: AllGathered,
  exceeded: Sensor["exceeded"],
): Pick<Reading, "values" | "value_flags"> => {
  const values: { -readonly [name in keyof Values]: Values[name] } = {};
  const valueFlags: NonNullable<Reading["value_flags"]> = {};
  for (const [name, all] of gathered) {
    const value = summaryOf(name, all);
    if (value === undefined) continue;
    values[name] = value;
    const flags = flagsOf(all);
    if (flags.length > 0) valueFlags[name] = flags;
    if (name !== exceeded?.of || all.each.length < FEWEST_FOR_SHARES) continue;
    const ascending = all.each.toSorted((one, other) => one - other);
    for (const [level, percent] of Object.entries(exceeded.shares) as [QuantityName, number][]) {
      values[level] = roundedTo(exceededBy(ascending, percent), level, 1);
      if (flags.length > 0) valueFlags[level] = flags;
    }
  }
  return Object.keys(valueFlags).length === 0 ? { values } : { values, value_flags: valueFlags };
};

export const createSampler = ({
  sensor,
  everyMs,
  measures,
  exceeded,
  expected,
  onLeftOut = () => undefined,
}: SamplerOptions): Sampler => {
  let open: Interval | undefined;
  /** The first interval that was not given yet. */
  let nextStart = Number.NEGATIVE_INFINITY;

  const close = (): Reading[] => {
    if (open === undefined) return [];
    const { start, settled, warmingUp, flags, counts } = open;
    open = undefined;
    nextStart = start + everyMs;
    // A value of a cold sensor is better than none, but is never averaged with those of a warm one.
    const isWarm = settled.size > 0;
    const summary = summarise(isWarm ? settled : warmingUp, exceeded);
    if (Object.keys(summary.values).length === 0) return [];
    const all: Flag[] = [
      ...(isWarm ? [] : (["warming_up"] as const)),
      ...flags,
      ...lineFlags(counts, expected),
    ];
    return [{ at: start, sensor, ...summary, ...(all.length === 0 ? {} : { flags: all }) }];
  };

  const tick = (now: number): Reading[] =>
    open !== undefined && now >= open.start + everyMs ? close() : [];

  const gather = (
    gathered: AllGathered,
    name: QuantityName,
    value: number,
    at: number,
    flags: readonly Flag[] = [],
  ) => {
    const before = gathered.get(name) ?? nothing();
    const mistake = likelyMistake(name, value);
    if (mistake !== undefined) {
      gathered.set(name, { ...before, implausible: value });
      return onLeftOut(name, mistake.code);
    }
    const range = measures.find(({ quantity }) => quantity === name)?.range;
    if (name === exceeded?.of) before.each.push(value);
    const isOutside = range !== undefined && (value < range[0] || value > range[1]);
    gathered.set(name, {
      ...before,
      sums: addValue(before.sums, quantities[name].averaging, value, at),
      outOfRange: before.outOfRange || isOutside,
      flags: [...new Set([...before.flags, ...flags])],
    });
  };

  const openAt = (at: number): Interval => {
    // A clock that was put back by a moment adds to the interval that is open, or comes next.
    const start = Math.max(nextStart, Math.floor(at / everyMs) * everyMs);
    open ??= {
      ...{ start, settled: new Map(), warmingUp: new Map() },
      ...{ flags: new Set(), counts: noFrames },
    };
    return open;
  };

  return {
    refuse(reason, at) {
      const closed = tick(at);
      const interval = openAt(at);
      interval.counts = withRefused(interval.counts, reason);
      return closed;
    },
    add({ at, values, flags = [], valueFlags, settled }) {
      const closed = tick(at);
      const interval = openAt(at);
      interval.counts = { ...interval.counts, measured: interval.counts.measured + 1 };
      for (const flag of flags) interval.flags.add(flag);
      const gathered = settled ? interval.settled : interval.warmingUp;
      for (const [name, value] of Object.entries(values) as [QuantityName, number][])
        gather(gathered, name, value, at, valueFlags?.[name]);
      return closed;
    },
    tick,
    shift(byMs, notBefore = Number.NEGATIVE_INFINITY) {
      nextStart = Math.max(nextStart + byMs, notBefore);
      if (open !== undefined) open = { ...open, start: Math.max(open.start + byMs, nextStart) };
    },
    end: close,
  };
};
