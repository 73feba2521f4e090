import { DAY_MS, HOUR_MS } from "../durations.ts";
import { type Check, findingsOf, type Sample } from "./check.ts";
import { mediansOf, pairsOf } from "./medians.ts";
import { networkOf } from "./neighbours.ts";
import { median, regressionOf } from "./statistics.ts";

export interface ExposureInput {
  readonly temperature: readonly Sample[];
  /** What its host said. */
  readonly said: "outdoor" | "indoor";
  /** Temperatures of stations outdoors around it. */
  readonly outdoors: readonly (readonly Sample[])[];
}

const parameters = {
  days: 7,
  leastHours: 120,
  /** °C; outdoors must have varied by so much between its 10th and 90th hour of hundred. */
  leastSpread: 5,
  /** Of the air outdoors' course a room follows less than this part … */
  followsLess: 0.35,
  /** … and is warmer by so much, °C, while it is cold outdoors: in a warm week nothing can be said. */
  warmer: 6,
  coldBelow: 14,
  /** A box outdoors follows more than this part of it, so closely. */
  followsMore: 0.75,
  correlation: 0.95,
  /** °C of mean difference at most. */
  near: 3,
} as const;

const spreadOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;
  return at(0.9) - at(0.1);
};

/** A box that is said to hang outdoors and measures a room, or the other way round. */
export const exposure: Check<ExposureInput> = {
  name: "exposure",
  version: 1,
  fr: "dite dehors et mesure une pièce, ou dite dedans et mesure le dehors",
  en: "said to be outdoors and measures a room, or the other way round",
  inputs: ["temperature", "what the host said", "temperatures outdoors around it"],
  parameters,
  source:
    "Course of the temperature beside that of outdoor neighbours, as Napoly et al., Front. Earth Sci. 6, 2018 (CrowdQC, level M2 and M4) find indoor stations of citizens; limits are our choice",
  run({ temperature, said, outdoors }) {
    const hours = pairsOf(mediansOf(temperature, HOUR_MS), networkOf(outdoors));
    const start = (at: number) => Math.floor(at / (parameters.days * DAY_MS));
    const wrong = new Set<number>();
    for (const [period, pairs] of Map.groupBy(hours, ({ at }) => start(at))) {
      const outside = pairs.map(({ other }) => other);
      if (pairs.length < parameters.leastHours || spreadOf(outside) < parameters.leastSpread)
        continue;
      const found = regressionOf(pairs.map(({ one, other }) => [other, one]));
      const difference = median(pairs.map(({ one, other }) => one - other));
      const isRoom =
        (found?.slope ?? 0) < parameters.followsLess &&
        difference > parameters.warmer &&
        median(outside) < parameters.coldBelow;
      const isOutdoors =
        found !== undefined &&
        found.slope > parameters.followsMore &&
        found.correlation > parameters.correlation &&
        Math.abs(difference) < parameters.near;
      if (said === "outdoor" ? isRoom : isOutdoors) wrong.add(period);
    }
    return findingsOf(temperature, ({ at }) => wrong.has(start(at)));
  },
};
