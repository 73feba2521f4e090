import type { QuantityName } from "@datacityzen/hardware/quantities";
import { HOUR_MS } from "../durations.ts";
import { type Check, type Finding, findingsOf, type Sample, type Series } from "./check.ts";
import { byInstant, mediansOf } from "./medians.ts";
import { median, robustDeviation } from "./statistics.ts";

export interface NeighboursInput extends Series {
  /** The same quantity at stations of the same type within reach: `neighboursOf`. */
  readonly neighbours: readonly (readonly Sample[])[];
}

interface Agreement {
  /** By so much, and by the part `relative` of the neighbours' median, places differ. */
  readonly least: number;
  readonly relative: number;
  /** Places keep a difference of their own, as their height: its median is taken off first. */
  readonly hasOwnLevel?: true;
}

const particles: Agreement = { least: 12, relative: 1 };

const parameters = {
  /** Metres between the middles of cells; more neighbours are not asked. */
  reachM: 5000,
  most: 12,
  /** Neighbours that must have the hour. */
  leastNeighbours: 3,
  /** Hours in a row: a plume of one hour is true. */
  leastHours: 3,
  /** Deviations of the neighbours among themselves. */
  times: 4,
  agreement: {
    pm1: particles,
    pm2_5: particles,
    pm4: particles,
    pm10: { least: 20, relative: 1 },
    temperature: { least: 6, relative: 0 },
    humidity: { least: 30, relative: 0 },
    pressure: { least: 2.5, relative: 0, hasOwnLevel: true },
  } as { readonly [name in QuantityName]?: Agreement },
} as const;

export const neighbourhoodReach = { reachM: parameters.reachM, most: parameters.most } as const;

/** The median of the stations around for each hour that enough of them have, with their deviation. */
export const networkOf = (
  neighbours: readonly (readonly Sample[])[],
  every = HOUR_MS,
): (Sample & { readonly deviation: number; readonly stations: number })[] => {
  const byHour = new Map<number, number[]>();
  for (const samples of neighbours)
    for (const { at, value } of mediansOf(samples, every)) {
      const values = byHour.get(at);
      if (values === undefined) byHour.set(at, [value]);
      else values.push(value);
    }
  return [...byHour]
    .filter(([, values]) => values.length >= parameters.leastNeighbours)
    .sort(([one], [other]) => one - other)
    .map(([at, values]) => {
      const value = median(values);
      return { at, value, deviation: robustDeviation(values, value), stations: values.length };
    });
};

/** Whether a station says, for hours, what none of those around it says. */
export const neighbours: Check<NeighboursInput> = {
  name: "neighbours",
  version: 1,
  fr: "loin de ce que disent les stations voisines du même type",
  en: "far from what neighbouring stations of the same type say",
  inputs: ["the values", "three or more stations of the same type within 5 km of snapped points"],
  parameters,
  source:
    "Spatial check by the median of neighbours, as WMO-No. 1269 (2021) asks for and Bernard et al., Sensors 22, 2022 do for citizens' networks; limits are our choice",
  run({ quantity, samples, neighbours: around }) {
    const agreement = parameters.agreement[quantity];
    if (agreement === undefined) return [];
    const { least, relative, hasOwnLevel } = agreement;
    const network = new Map(networkOf(around).map((hour) => [hour.at, hour]));
    const hours = mediansOf(samples, HOUR_MS).flatMap(({ at, value }) => {
      const there = network.get(at);
      return there === undefined ? [] : [{ at, value, there, difference: value - there.value }];
    });
    const level = hasOwnLevel === true ? median(hours.map(({ difference }) => difference)) : 0;
    const far: Finding[] = findingsOf(hours, (_, index) => {
      const { there, difference } = hours[index] as (typeof hours)[number];
      const limit = Math.max(
        least + relative * Math.abs(there.value),
        parameters.times * there.deviation,
      );
      return Math.abs(difference - level) > limit;
    }).filter(({ count }) => count >= parameters.leastHours);
    const isFar = byInstant(
      hours.filter(({ at }) => far.some(({ from, until }) => at >= from && at < until)),
    );
    return findingsOf(samples, ({ at }) => isFar.has(Math.floor(at / HOUR_MS) * HOUR_MS));
  },
};
