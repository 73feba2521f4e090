import type { QuantityName } from "@datacityzen/hardware/quantities";
import { HOUR_MS } from "../durations.ts";
import { type Check, findingsOf, type Series } from "./check.ts";
import { median, robustDeviation } from "./statistics.ts";

/** The least deviation that counts, `least` and the part `relative` of the median: below it a sensor's own noise lies. */
interface Noise {
  readonly least: number;
  readonly relative: number;
}

const particles: Noise = { least: 2, relative: 0.15 };
const gas: Noise = { least: 3, relative: 0.1 };

const parameters = {
  /** Values on each side of the one that is judged. */
  half: 5,
  /** With fewer in the window nothing is said. */
  leastValues: 6,
  /** So many deviations from the median is a spike. */
  times: 6,
  /** More in a row are an event: smoke, a fire, a feast. */
  longest: 2,
  /** A wider window holds other weather. */
  widestMs: 4 * HOUR_MS,
  noise: {
    pm1: particles,
    pm2_5: particles,
    pm4: particles,
    pm10: particles,
    temperature: { least: 0.4, relative: 0 },
    humidity: { least: 1.5, relative: 0 },
    pressure: { least: 0.3, relative: 0 },
    co2: { least: 40, relative: 0.1 },
    no2: gas,
    o3: gas,
    no: gas,
    so2: gas,
  } as { readonly [name in QuantityName]?: Noise },
} as const;

/**
 * One value, or two, far from those before and after: Hampel's identifier. Where more than half of the window is
 * equal its deviation is 0, and the noise of the sensor stands for it. Sound has none: a lorry is one second of truth.
 */
export const spike: Check<Series> = {
  name: "spike",
  version: 1,
  fr: "valeur isolée, loin de celles d'avant et d'après",
  en: "a lone value far from those before and after it",
  inputs: ["the values"],
  parameters,
  source:
    "Hampel, JASA 69, 1974: median ± t · 1.4826 · MAD; Leys et al., J. Exp. Soc. Psychol. 49, 2013; the least deviation, which makes it defined when MAD is 0, t = 6 and the window are our choice",
  run({ quantity, samples }) {
    const noise = parameters.noise[quantity];
    if (noise === undefined) return [];
    const { half, leastValues, times, longest, widestMs } = parameters;
    const values = samples.map(({ value }) => value);
    const isFar = ({ at, value }: Series["samples"][number], index: number): boolean => {
      let first = Math.max(0, index - half);
      let last = Math.min(samples.length - 1, index + half);
      while (at - (samples[first]?.at ?? at) > widestMs / 2) first++;
      while ((samples[last]?.at ?? at) - at > widestMs / 2) last--;
      const window = values.slice(first, last + 1);
      if (window.length < leastValues) return false;
      const centre = median(window);
      const floor = noise.least + noise.relative * Math.abs(centre);
      // The deviation is at least the floor: what is nearer is none, and the rest need not be computed.
      if (Math.abs(value - centre) <= times * floor) return false;
      return Math.abs(value - centre) > times * Math.max(robustDeviation(window, centre), floor);
    };
    return findingsOf(samples, isFar).filter(({ count }) => count <= longest);
  },
};
