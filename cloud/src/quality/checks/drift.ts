import type { QuantityName } from "@datacityzen/hardware/quantities";
import { DAY_MS } from "../durations.ts";
import { type Check, findingsOf, type Sample, type Series } from "./check.ts";
import { mediansOf, pairsOf } from "./medians.ts";
import { networkOf } from "./neighbours.ts";
import { trendOf } from "./statistics.ts";

export interface DriftInput extends Series {
  /** The same quantity at stations of the same type around, or one reference instrument. */
  readonly against:
    | { readonly network: readonly (readonly Sample[])[] }
    | { readonly reference: readonly Sample[] };
}

/** How two series are compared, and how much may change between them in `days` days. */
type Comparison =
  | { readonly by: "ratio"; readonly limit: number; readonly least: number }
  | { readonly by: "difference"; readonly limit: number };

const particles: Comparison = { by: "ratio", limit: 0.2, least: 2 };

const parameters = {
  days: 42,
  leastDays: 28,
  /** Of all pairs of days so many more must show the same direction than the other. */
  leastTau: 0.6,
  comparisons: {
    pm1: particles,
    pm2_5: particles,
    pm4: particles,
    pm10: particles,
    no2: { by: "ratio", limit: 0.25, least: 5 },
    o3: { by: "ratio", limit: 0.25, least: 10 },
    temperature: { by: "difference", limit: 2 },
    humidity: { by: "difference", limit: 12 },
    pressure: { by: "difference", limit: 2 },
  } as { readonly [name in QuantityName]?: Comparison },
} as const;

/** By days: the logarithm of the ratio, or the difference, of what is compared. */
const comparedDays = (
  comparison: Comparison,
  samples: readonly Sample[],
  other: readonly Sample[],
): Sample[] =>
  pairsOf(mediansOf(samples, DAY_MS), mediansOf(other, DAY_MS)).flatMap(
    ({ at, one, other: there }) => {
      if (comparison.by === "difference") return [{ at, value: one - there }];
      // Near zero a ratio says nothing.
      return one < comparison.least / 2 || there < comparison.least
        ? []
        : [{ at, value: Math.log(one / there) }];
    },
  );

/** A sensor that goes away from its network, or from a reference, over weeks: dust, age, a slow leak. */
export const drift: Check<DriftInput> = {
  name: "drift",
  version: 1,
  fr: "s'éloigne peu à peu de ses voisines ou de la référence",
  en: "goes away from its neighbours or from the reference little by little",
  inputs: ["the values", "three or more stations of the same type, or a reference"],
  parameters,
  source:
    "Trend of Theil (1950) and Sen (1968) over daily medians, with Kendall's tau; comparison with the network as De Vito et al., Sensors 20, 2020 propose; limits are our choice",
  run({ quantity, samples, against }) {
    const comparison = parameters.comparisons[quantity];
    if (comparison === undefined) return [];
    const other = "network" in against ? networkOf(against.network) : against.reference;
    const days = comparedDays(comparison, samples, other);
    const drifting = new Set<number>();
    for (const [index, day] of days.entries()) {
      const window = days
        .slice(Math.max(0, index + 1 - parameters.days), index + 1)
        .filter(({ at }) => at > day.at - parameters.days * DAY_MS);
      if (window.length < parameters.leastDays) continue;
      const { slope, tau } = trendOf(window);
      const change = Math.abs(slope) * parameters.days * DAY_MS;
      const limit = comparison.by === "ratio" ? Math.log1p(comparison.limit) : comparison.limit;
      if (change > limit && Math.abs(tau) >= parameters.leastTau) drifting.add(day.at);
    }
    return findingsOf(samples, ({ at }) => drifting.has(Math.floor(at / DAY_MS) * DAY_MS));
  },
};
