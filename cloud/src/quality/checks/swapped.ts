import type { QuantityName } from "@datacityzen/hardware/quantities";
import { DAY_MS, HOUR_MS } from "../durations.ts";
import { type Check, findingsOf, type Sample } from "./check.ts";
import { byInstant, mediansOf } from "./medians.ts";

export interface SwappedInput {
  readonly quantity: QuantityName;
  /** Two sensors that may have been exchanged: two boxes of a workshop, a probe indoors and one outdoors. */
  readonly one: readonly Sample[];
  readonly other: readonly Sample[];
  /** What each should be near to: its neighbours, or a second sensor at its place. */
  readonly nearOne: readonly Sample[];
  readonly nearOther: readonly Sample[];
}

const parameters = {
  leastHours: 18,
  /** Crosswise they must fit so much better: at most this part of the distance as they stand. */
  part: 0.4,
  /** And as they stand be so far away on average, in the quantity's unit. */
  least: {
    temperature: 2,
    humidity: 8,
    pressure: 2,
    pm1: 4,
    pm2_5: 4,
    pm10: 6,
    co2: 150,
    laeq: 5,
  } as { readonly [name in QuantityName]?: number },
} as const;

/** Two sensors that say, from one day on, each what the other should: exchanged plugs, boxes or names. */
export const swapped: Check<SwappedInput> = {
  name: "swapped",
  version: 1,
  fr: "deux capteurs échangés : chacun dit ce que l'autre devrait dire",
  en: "two sensors exchanged: each says what the other should say",
  inputs: ["the values of both", "what each should be near to"],
  parameters,
  source: "Our choice: mean distances of a day, as they stand and crosswise",
  run({ quantity, one, other, nearOne, nearOther }) {
    const least = parameters.least[quantity];
    if (least === undefined) return [];
    const [others, nearOnes, nearOthers] = [other, nearOne, nearOther].map((samples) =>
      byInstant(mediansOf(samples, HOUR_MS)),
    );
    const day = (at: number) => Math.floor(at / DAY_MS);
    const distances = mediansOf(one, HOUR_MS).flatMap(({ at, value }) => {
      const [second, first, there] = [others?.get(at), nearOnes?.get(at), nearOthers?.get(at)];
      if (second === undefined || first === undefined || there === undefined) return [];
      return [
        {
          at,
          straight: Math.abs(value - first) + Math.abs(second - there),
          crossed: Math.abs(value - there) + Math.abs(second - first),
        },
      ];
    });
    const wrong = new Set<number>();
    for (const [of, hours] of Map.groupBy(distances, ({ at }) => day(at))) {
      if (hours.length < parameters.leastHours) continue;
      const straight = hours.reduce((sum, hour) => sum + hour.straight, 0);
      const crossed = hours.reduce((sum, hour) => sum + hour.crossed, 0);
      if (straight / hours.length / 2 > least && crossed < parameters.part * straight)
        wrong.add(of);
    }
    return findingsOf(one, ({ at }) => wrong.has(day(at)));
  },
};
