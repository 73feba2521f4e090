import type { QuantityName } from "@datacityzen/hardware/quantities";
import { MINUTE_MS } from "../durations.ts";
import { type Check, findingsOf, type Series } from "./check.ts";

type Steps = { readonly [name in QuantityName]?: number };

const parameters = {
  /** The largest change from one value to the next, a minute apart or less. */
  steps: {
    temperature: 3,
    humidity: 15,
    pressure: 2,
    wind_speed: 20,
    co2: 2000,
  } as const satisfies Steps,
  /** Over a longer gap more may change, as by a random walk: with the root of the gap. */
  gapMs: MINUTE_MS,
  /** Over a still longer one nothing is said. */
  longestGapMs: 15 * MINUTE_MS,
} as const;

const stepOf = (quantity: QuantityName): number | undefined =>
  (parameters.steps as Steps)[quantity];

/**
 * A jump from one value to the next. Particles and sound have none: a cigarette or a lorry is a true
 * jump, and `spike` looks at what comes after it.
 */
export const step: Check<Series> = {
  name: "step",
  version: 1,
  fr: "saut d'une valeur à la suivante que l'air ne fait pas",
  en: "a jump from one value to the next that the air does not make",
  inputs: ["the values"],
  parameters,
  source:
    "Time consistency check of Zahumenský, WMO/CBS, 2004 (temperature 3 °C, wind 20 m/s); humidity 15 % and pressure 2 hPa as the Gothenburg University Climate Group uses it; CO₂ and the growth with the gap are our choice",
  run({ quantity, samples }) {
    const limit = stepOf(quantity);
    if (limit === undefined) return [];
    return findingsOf(samples, ({ at, value }, index) => {
      const before = samples[index - 1];
      if (before === undefined) return false;
      const gap = at - before.at;
      if (gap > parameters.longestGapMs) return false;
      return (
        Math.abs(value - before.value) > limit * Math.sqrt(Math.max(1, gap / parameters.gapMs))
      );
    });
  },
};
