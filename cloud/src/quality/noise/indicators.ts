import type { OrderedValues } from "../value-series.ts";
import {
  lengthsOf,
  type NoiseDay,
  type NoiseHours,
  type NoisePeriod,
  noiseDayAt,
  noisePeriods,
} from "./hours.ts";
import { addLevel, addSum, type EnergySum, emptyEnergySum, ldenOf, meanLevel } from "./levels.ts";
import { medianStepOf } from "./median-step.ts";
import { exceededIn, exceededOf } from "./order-statistics.ts";

/** How much of what was expected is there. */
export interface Coverage {
  /** Values that are there. */
  readonly count: number;
  /** Values that the length of time holds at the median step; undefined when no step is known. */
  readonly expected: number | undefined;
  /** From 0 to 1: `count` of `expected`. */
  readonly coverage: number | undefined;
}

/** Levels in dB(A). What has no value is undefined, never a number that looks like one. */
export interface NoiseIndicators extends Coverage {
  readonly laeq: number | undefined;
  readonly lday: number | undefined;
  readonly levening: number | undefined;
  readonly lnight: number | undefined;
  readonly lden: number | undefined;
  readonly l10: number | undefined;
  readonly l50: number | undefined;
  readonly l90: number | undefined;
  /** Lowest and highest of the values: LAmin and LAmax when these were measured with time weighting F. */
  readonly lowest: number | undefined;
  readonly highest: number | undefined;
  readonly periods: { readonly [period in NoisePeriod]: Coverage };
  /** Periods without a value: why Lden is undefined. */
  readonly missing: readonly NoisePeriod[];
}

export interface NoiseDayIndicators extends NoiseIndicators {
  readonly date: string;
}

export interface NoiseReport extends NoiseIndicators {
  /** The median of the distances between instants. */
  readonly stepMs: number | undefined;
  /** Local days with at least one row; a day that lies in a gap is not among them. */
  readonly days: readonly NoiseDayIndicators[];
}

type PeriodSums = { readonly [period in NoisePeriod]: EnergySum };
type Lengths = { [period in NoisePeriod]: number };

const emptySums = (): PeriodSums => ({
  day: emptyEnergySum(),
  evening: emptyEnergySum(),
  night: emptyEnergySum(),
});

/**
 * All indicators of a series and of each of its local days. Each value counts the same, as it does when
 * each stands for one step of the series; a gap is left out of every mean, and lowers the coverage.
 */
export const noiseReport = (
  levels: OrderedValues,
  { hours, zone }: { readonly hours: NoiseHours; readonly zone: string },
): NoiseReport => {
  const stepMs = medianStepOf(levels);
  const whole = emptySums();
  const days: NoiseDayIndicators[] = [];
  let collected = new Float64Array(1024);
  let filled = 0;
  let open: { day: NoiseDay; sums: PeriodSums; stretch: number } | undefined;

  const close = () => {
    if (open === undefined) return;
    const { day, sums } = open;
    for (const period of noisePeriods) addSum(whole[period], sums[period]);
    const ascending = collected.subarray(0, filled).sort();
    days.push({
      date: day.date,
      ...indicatorsOf(sums, hours, (percent) => exceededOf(ascending, percent)),
      ...coverageOf(sums, stepMs, lengthsWithin(day, day.from, day.until)),
    });
    filled = 0;
  };

  levels.each((at, level) => {
    if (open === undefined || at >= open.day.until) {
      close();
      open = { day: noiseDayAt(at, zone, hours), sums: emptySums(), stretch: 0 };
    }
    if (Number.isNaN(level)) return;
    const { stretches } = open.day;
    while (at >= (stretches[open.stretch]?.until ?? Number.POSITIVE_INFINITY)) open.stretch += 1;
    const { period } = stretches[open.stretch] as { period: NoisePeriod };
    addLevel(open.sums[period], level);
    if (filled === collected.length) {
      const longer = new Float64Array(collected.length * 2);
      longer.set(collected);
      collected = longer;
    }
    collected[filled] = level;
    filled += 1;
  });
  close();

  return {
    stepMs,
    ...indicatorsOf(whole, hours, (percent) => exceededIn(levels.parts, percent)),
    ...coverageOf(whole, stepMs, lengthsOfSeries(levels, stepMs ?? 1, { hours, zone })),
    days,
  };
};

const indicatorsOf = (
  sums: PeriodSums,
  hours: NoiseHours,
  exceeded: (percent: number) => number | undefined,
) => {
  const all = emptyEnergySum();
  for (const period of noisePeriods) addSum(all, sums[period]);
  const byPeriod = {
    day: meanLevel(sums.day),
    evening: meanLevel(sums.evening),
    night: meanLevel(sums.night),
  };
  return {
    laeq: meanLevel(all),
    lday: byPeriod.day,
    levening: byPeriod.evening,
    lnight: byPeriod.night,
    lden: ldenOf(byPeriod, hours),
    l10: exceeded(10),
    l50: exceeded(50),
    l90: exceeded(90),
    lowest: all.count === 0 ? undefined : all.lowest,
    highest: all.count === 0 ? undefined : all.highest,
    missing: noisePeriods.filter((period) => byPeriod[period] === undefined),
  };
};

/** Milliseconds of each period of a day that lie from `from` until `until`. */
const lengthsWithin = (day: NoiseDay, from: number, until: number): Lengths => {
  const lengths = { day: 0, evening: 0, night: 0 };
  for (const stretch of day.stretches)
    lengths[stretch.period] += Math.max(
      0,
      Math.min(until, stretch.until) - Math.max(from, stretch.from),
    );
  return lengths;
};

const HOUR_MS = 3_600_000;

/**
 * From the first instant to one step after the last, gaps included. Of the days between, only the night is
 * ever longer or shorter: they are not walked through, for one wrong year may make them millions.
 */
const lengthsOfSeries = (
  { first, last }: OrderedValues,
  stepMs: number,
  { hours, zone }: { readonly hours: NoiseHours; readonly zone: string },
): Lengths => {
  if (first === undefined || last === undefined) return { day: 0, evening: 0, night: 0 };
  const until = last + stepMs;
  const firstDay = noiseDayAt(first, zone, hours);
  const lengths = lengthsWithin(firstDay, first, until);
  if (until <= firstDay.until) return lengths;
  const lastDay = noiseDayAt(until - 1, zone, hours);
  const ends = lengthsWithin(lastDay, lastDay.from, until);
  const between =
    Temporal.PlainDate.from(firstDay.date).until(lastDay.date, { largestUnit: "day" }).days - 1;
  const nominal = lengthsOf(hours);
  const day = between * nominal.day * HOUR_MS;
  const evening = between * nominal.evening * HOUR_MS;
  return {
    day: lengths.day + ends.day + day,
    evening: lengths.evening + ends.evening + evening,
    night: lengths.night + ends.night + (lastDay.from - firstDay.until) - day - evening,
  };
};

const coverageOf = (sums: PeriodSums, stepMs: number | undefined, lengths: Lengths) => {
  const of = (count: number, length: number): Coverage => {
    if (stepMs === undefined) return { count, expected: undefined, coverage: undefined };
    const expected = Math.round(length / stepMs);
    // Where steps are unequal, more values than the median step tells of may lie in a stretch.
    const coverage = expected === 0 ? undefined : Math.min(1, count / expected);
    return { count, expected, coverage };
  };
  const byPeriod = noisePeriods.map(
    (period) => [period, of(sums[period].count, lengths[period])] as const,
  );
  return {
    ...of(
      noisePeriods.reduce((count, period) => count + sums[period].count, 0),
      noisePeriods.reduce((length, period) => length + lengths[period], 0),
    ),
    periods: Object.fromEntries(byPeriod) as { [period in NoisePeriod]: Coverage },
  };
};
