import { HOUR_MS } from "../durations.ts";
import { type Check, findingsOf, type Sample } from "./check.ts";
import { pairsOf } from "./medians.ts";

export interface ParticleOrderInput {
  readonly fine: readonly Sample[];
  readonly coarse: readonly Sample[];
}

const parameters = {
  /** µg/m³ of noise in which the two may be the wrong way round. */
  least: 0.5,
  /** Of the values of an hour. */
  part: 0.9,
  leastValues: 4,
} as const;

/** More PM2.5 than PM10, though PM10 holds it: the two were exchanged, in a sketch or in a form. */
export const particleOrder: Check<ParticleOrderInput> = {
  name: "particle-order",
  version: 1,
  fr: "plus de particules fines que de PM10, qui les contiennent : sans doute échangées",
  en: "more fine particles than PM10, which contain them: most likely exchanged",
  inputs: ["PM2.5", "PM10 of the same sensor"],
  parameters,
  source: "By definition of PM10 and PM2.5 (EN 12341); limits are our choice",
  run({ fine, coarse }) {
    const hour = (at: number) => Math.floor(at / HOUR_MS);
    const wrong = new Set<number>();
    for (const [of, pairs] of Map.groupBy(pairsOf(fine, coarse), ({ at }) => hour(at))) {
      const larger = pairs.filter(({ one, other }) => one > other + parameters.least).length;
      if (pairs.length >= parameters.leastValues && larger >= parameters.part * pairs.length)
        wrong.add(of);
    }
    return findingsOf(fine, ({ at }) => wrong.has(hour(at)));
  },
};
