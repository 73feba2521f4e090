import { lengthsOf, type NoiseHours, type NoisePeriod, noisePeriods } from "./hours.ts";

/** What is added to a period's level before Lden is built (2002/49/EC, Annex I.1). */
export const penalties = { day: 0, evening: 5, night: 10 } as const satisfies Record<
  NoisePeriod,
  number
>;

/** The energy of a level, in units of the reference (20 µPa)². */
export const energyOf = (level: number): number => 10 ** (level / 10);

/** The level of an energy; of none, minus infinity. */
export const levelOf = (energy: number): number => 10 * Math.log10(energy);

/** Levels that were added up as energies. Made to be changed: a year of seconds passes through it. */
export interface EnergySum {
  count: number;
  energy: number;
  lowest: number;
  highest: number;
}

export const emptyEnergySum = (): EnergySum => ({
  count: 0,
  energy: 0,
  lowest: Number.POSITIVE_INFINITY,
  highest: Number.NEGATIVE_INFINITY,
});

export const addLevel = (sum: EnergySum, level: number): void => {
  sum.count += 1;
  sum.energy += energyOf(level);
  if (level < sum.lowest) sum.lowest = level;
  if (level > sum.highest) sum.highest = level;
};

export const addSum = (sum: EnergySum, other: Readonly<EnergySum>): void => {
  sum.count += other.count;
  sum.energy += other.energy;
  sum.lowest = Math.min(sum.lowest, other.lowest);
  sum.highest = Math.max(sum.highest, other.highest);
};

/** LAeq: the level of the mean energy. Undefined without levels. */
export const meanLevel = (sum: Readonly<EnergySum>): number | undefined =>
  sum.count === 0
    ? undefined
    : // Rounding never carries a mean beyond its extremes.
      Math.min(sum.highest, Math.max(sum.lowest, levelOf(sum.energy / sum.count)));

/** LAeq of levels that each stand for the same length of time. */
export const laeqOf = (levels: Iterable<number>): number | undefined => {
  const sum = emptyEnergySum();
  for (const level of levels) addLevel(sum, level);
  return meanLevel(sum);
};

/** LAeq of levels that stand for different lengths of time (an hour of 60 dB, three of 50 dB). */
export const laeqOver = (
  parts: Iterable<{ readonly level: number; readonly length: number }>,
): number | undefined => {
  let energy = 0;
  let whole = 0;
  for (const { level, length } of parts) {
    energy += energyOf(level) * length;
    whole += length;
  }
  return whole > 0 ? levelOf(energy / whole) : undefined;
};

export type PeriodLevels = { readonly [period in NoisePeriod]: number | undefined };

/**
 * The day-evening-night level. A period without a level makes it undefined: a night that nobody
 * measured is not a silent one.
 */
export const ldenOf = (levels: PeriodLevels, hours: NoiseHours): number | undefined => {
  const lengths = lengthsOf(hours);
  const parts = noisePeriods.flatMap((period) => {
    const level = levels[period];
    return level === undefined
      ? []
      : [{ level: level + penalties[period], length: lengths[period] }];
  });
  return parts.length < noisePeriods.length ? undefined : laeqOver(parts);
};
