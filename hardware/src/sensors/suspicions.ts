import { likelyMistake } from "../plausibility.ts";
import type { QuantityName, Values } from "../quantities.ts";
import type { ValueFlags } from "../sensor.ts";
import { contradictions, countsAbove, countsBetween, factoryMasses, masses } from "./relations.ts";

/** All particles that a counter sees. */
const allParticles = ["n_above_0_3", "n_0_3_to_10"] as const;

/**
 * What a device's own averages and corrections can break in good faith (PM1 above PM2.5, a negative
 * mass) is flagged and given all the same: the raw frame is not at hand to be judged.
 */
export const suspicionsOf = (values: Values): { readonly value_flags?: ValueFlags } => {
  const chains = [masses, factoryMasses, countsAbove, countsBetween];
  const names = new Set(contradictions(values, ...chains));
  // What weighs something has particles.
  for (const count of allParticles)
    if (values[count] === 0)
      for (const mass of masses) if ((values[mass] ?? 0) > 0) names.add(mass);
  for (const name of Object.keys(values) as QuantityName[])
    if (likelyMistake(name, values[name] ?? 0) !== undefined) names.add(name);
  if (names.size === 0) return {};
  return { value_flags: Object.fromEntries([...names].map((name) => [name, ["implausible"]])) };
};

/**
 * Codes of `likelyMistake` by which a number stands for no measurement: all bits of a SEN5x's word set
 * (6553.5), a DS18B20 that was just powered (85), an SHT3x whose registers are zero (-45), air without any water.
 */
const noMeasurement: readonly (string | undefined)[] = [
  "absent",
  "power_on",
  "disconnected",
  "zero_register",
  "not_measured",
];

/** Whether a driver writes this number when it has measured nothing. */
export const standsForNone = (name: QuantityName, value: number): boolean =>
  noMeasurement.includes(likelyMistake(name, value)?.code);
