import type { QuantityName } from "@datacityzen/hardware/quantities";
import { HOUR_MS } from "../durations.ts";
import { type Check, findingsOf, type Sample, type Series } from "./check.ts";
import { median } from "./statistics.ts";

type Rates = { readonly [name in QuantityName]?: number };

const parameters = {
  /** The largest change within `withinMs`. */
  rates: { temperature: 15, humidity: 60, pressure: 8, co2: 4000 } as const satisfies Rates,
  withinMs: HOUR_MS,
  /** Neighbouring values of which the median counts at each end: one wrong value is no rate. */
  atEachEnd: 3,
} as const;

const rateOf = (quantity: QuantityName): number | undefined =>
  (parameters.rates as Rates)[quantity];

const around = (samples: readonly Sample[], index: number): number => {
  const half = parameters.atEachEnd >> 1;
  return median(samples.slice(Math.max(0, index - half), index + half + 1).map((one) => one.value));
};

/** A course that is too steep, though no single step is: a box in the sun, a hand on it, a heater. */
export const rate: Check<Series> = {
  name: "rate",
  version: 1,
  fr: "change plus vite en une heure que l'air ne le fait",
  en: "changes faster within an hour than the air does",
  inputs: ["the values"],
  parameters,
  source:
    "Rate-of-change check as WMO-No. 8 (2018), vol. III, ch. 1 asks for; limits are our choice, above the fronts of a European year",
  run({ quantity, samples }) {
    const limit = rateOf(quantity);
    if (limit === undefined) return [];
    const smooth = samples.map(({ at }, index) => ({ at, value: around(samples, index) }));
    // The lowest and the highest of the last hour, each first in a queue that never turns round.
    const lows: Sample[] = [];
    const highs: Sample[] = [];
    const steep = new Set<number>();
    for (const sample of smooth) {
      for (const [queue, sign] of [
        [lows, 1],
        [highs, -1],
      ] as const) {
        while (queue.length > 0 && sign * ((queue.at(-1) as Sample).value - sample.value) >= 0)
          queue.pop();
        queue.push(sample);
        while ((queue[0] as Sample).at < sample.at - parameters.withinMs) queue.shift();
      }
      const [low, high] = [lows[0] as Sample, highs[0] as Sample];
      if (Math.max(sample.value - low.value, high.value - sample.value) > limit)
        steep.add(sample.at);
    }
    return findingsOf(samples, ({ at }) => steep.has(at));
  },
};
