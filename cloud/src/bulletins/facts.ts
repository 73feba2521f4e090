import { origins } from "@datacityzen/hardware/flags";
import * as z from "zod";
import type { StationAir } from "../air/station-airs.ts";
import { summarise } from "../air/territory-summary.ts";
import { median } from "../quality/checks/statistics.ts";
import { who } from "../quality/limits/who.ts";
import { noiseLevelTables } from "../quality/noise/guidelines.ts";
import { taxonKeys } from "../quality/pollen/taxa.ts";

const count = z.int().min(0);
const Level = z.int().min(1).max(6);

/** What a bulletin tells, and nothing of anybody: it is kept as it is. Instants are UTC milliseconds. */
export const BulletinFacts = z
  .object({
    from: z.number(),
    to: z.number().meta({ description: "The end of the last whole hour that counts" }),
    zone: z.string(),
    origin: z.enum(origins).meta({ description: "Stations of one origin count" }),
    /** Of a commune in which nobody measures: the stations around it. */
    aroundMetres: z.number().nullable().meta({
      description: "Nobody measures in it: stations as far as this from its middle count",
    }),
    stations: count,
    judged: count.meta({ description: "Stations whose air is known" }),
    silent: count,
    completeness: z.number().nullable().meta({
      description: "Share of the 24 hours that have a value, over the stations whose air is known",
    }),
    air: z
      .object({
        level: Level.meta({ description: "The median; of two in the middle the worse one" }),
        levels: z.array(z.object({ level: Level, stations: count })),
        worst: z.object({ station: z.string(), name: z.string(), level: Level }),
        fromParticlesOnly: z.boolean(),
      })
      .nullable(),
    particles: z
      .object({
        value: z.number().meta({ description: "µg/m³ of PM2.5, the median of means of 24 hours" }),
        stations: count,
        guideline: z.number(),
      })
      .nullable(),
    noise: z
      .object({
        lden: z.number().meta({ description: "dB, the median" }),
        stations: count,
        above: count.meta({ description: "Stations at or above the guideline" }),
        guideline: z.number(),
      })
      .nullable(),
    pollen: z
      .object({
        taxon: z.enum(taxonKeys),
        value: z.number().meta({ description: "Grains/m³" }),
        level: z.int().min(0).max(4).nullable(),
        at: z.number(),
      })
      .nullable(),
  })
  .meta({ id: "BulletinFacts" });
export type BulletinFacts = z.infer<typeof BulletinFacts>;

export interface Asked {
  readonly to: number;
  readonly zone: string;
  readonly aroundMetres: number | null;
}

const HOURS_MS = 24 * 3_600_000;
const oneDigit = (value: number): number => Number(value.toFixed(1));
const medianOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : oneDigit(median(values));

const PARTICLES = who.shortTerm.pm2_5.levels[0]?.[1] ?? 15;

/** The day of a territory from what its stations measured in 24 hours: all of one origin. What is not known is null. */
export const factsOf = (
  all: readonly StationAir[],
  { to, zone, aroundMetres }: Asked,
): BulletinFacts => {
  const {
    origin,
    stations,
    judged,
    silent,
    level,
    levels,
    worst,
    fromParticlesOnly,
    pollen,
    ...rest
  } = summarise(all, () => null);
  const counted = all.filter((one) => one.origin === origin);
  const means = counted.flatMap(({ quantities }) => {
    const found = quantities.find(({ quantity }) => quantity === "pm2_5");
    // What was measured in the morning alone says nothing of the evening: its level is not known.
    return found?.mean?.value == null || found.level === null ? [] : found.mean.value;
  });
  const noisy = counted.flatMap(({ noise }) => (noise?.lden == null ? [] : noise));
  const particles = medianOf(means);
  const lden = medianOf(noisy.flatMap(({ lden: one }) => one ?? []));
  return {
    ...{ from: to - HOURS_MS, to, zone, origin, aroundMetres, stations, judged, silent },
    completeness: rest.completeness,
    air:
      level === null || worst === null
        ? null
        : {
            ...{ level, worst, fromParticlesOnly },
            levels: levels.filter((one) => one.stations > 0),
          },
    particles:
      particles === undefined
        ? null
        : { value: particles, stations: means.length, guideline: PARTICLES },
    noise:
      lden === undefined
        ? null
        : {
            ...{ lden, stations: noisy.length },
            above: noisy.filter(({ level: one }) => (one ?? 0) > 1).length,
            guideline: noiseLevelTables.who2018.rules[0].level,
          },
    pollen:
      pollen === null
        ? null
        : { taxon: pollen.taxon, value: pollen.value, level: pollen.level, at: pollen.at },
  };
};
