import {
  isStep,
  LONGEST_STEP_GAP_MS,
  largestSteps,
  STEP_GAP_MS,
} from "@datacityzen/hardware/change-limits";
import { type Check, findingsOf, type Series } from "./check.ts";

const parameters = {
  /** The largest change from one value to the next, a minute apart or less. */
  steps: largestSteps,
  /** Over a longer gap more may change, as by a random walk: with the root of the gap. */
  gapMs: STEP_GAP_MS,
  /** Over a still longer one nothing is said. */
  longestGapMs: LONGEST_STEP_GAP_MS,
} as const;

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
    if (largestSteps[quantity] === undefined) return [];
    return findingsOf(samples, ({ at, value }, index) => {
      const before = samples[index - 1];
      return before !== undefined && isStep(quantity, before.value, value, at - before.at);
    });
  },
};
