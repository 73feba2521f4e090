import type { QuantityName, Values } from "../quantities.ts";

/** PM1 is part of PM2.5, and that of PM10: each figure holds the one before. */
export const masses = ["pm1", "pm2_5", "pm4", "pm10"] as const satisfies readonly QuantityName[];
export const factoryMasses = [
  "pm1_cf1",
  "pm2_5_cf1",
  "pm10_cf1",
] as const satisfies readonly QuantityName[];
/** Particles larger than a size: the largest size first, since it is part of the next. */
export const countsAbove = [
  "n_above_10",
  "n_above_5",
  "n_above_2_5",
  "n_above_1",
  "n_above_0_5",
  "n_above_0_3",
] as const satisfies readonly QuantityName[];
/** Particles from 0.3 µm up to a size. */
export const countsBetween = [
  "n_0_3_to_0_5",
  "n_0_3_to_1",
  "n_0_3_to_2_5",
  "n_0_3_to_4",
  "n_0_3_to_10",
] as const satisfies readonly QuantityName[];

/** The figures of one measurement that exceed the one that holds them; those that are absent hold nothing. */
export const contradictions = (
  values: Values,
  ...chains: readonly (readonly QuantityName[])[]
): QuantityName[] =>
  chains.flatMap((chain) => {
    const present = chain.filter((name) => values[name] !== undefined);
    return present.flatMap((name, index) => {
      const next = present[index + 1];
      return next !== undefined && (values[name] ?? 0) > (values[next] ?? 0) ? [name, next] : [];
    });
  });

export const isConsistent = (
  values: Values,
  ...chains: readonly (readonly QuantityName[])[]
): boolean => contradictions(values, ...chains).length === 0;

/** Less than any place has, and far less than any of these microphones hears, in dB(A). */
export const LEAST_LEVEL = 10;

/** Less than any air has: a sensor that answers before it measures, or the frame of another one. */
export const LEAST_CO2 = 250;
