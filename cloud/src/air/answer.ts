import { StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { isoInstant } from "../api/times.ts";
import { Words } from "../api/words.ts";
import { exposures, sitings } from "../places/known-station.ts";
import { pollutants } from "../quality/indices/table.ts";
import { OriginName } from "../stations/latest-answer.ts";
import { State } from "../stations/station-answer.ts";
import type { JudgedQuantity, JudgedStation } from "./judge-station.ts";

const Instant = z.iso.datetime();
const Valued = z.object({ value: z.number(), at: Instant });
const OfHour = z.object({ value: z.number(), from: Instant, to: Instant });
const Level = z.int().min(1).max(6).nullable();

const Commune = z.object({ key: z.string(), name: z.string() });
export type Commune = z.infer<typeof Commune>;
export const environments = ["town", "country"] as const;
export type Environment = (typeof environments)[number];

const Air = z.object({
  table: z.literal("atmo"),
  level: Level.meta({ description: "1 the best; null: not known, which is never good" }),
  band: z.string().nullable(),
  name: Words.nullable(),
  words: Words,
  called: Words.nullable().meta({
    description: "What the level may be called: it is not the official index of a zone",
  }),
  quantity: z.enum(pollutants).nullable().meta({ description: "Which decides" }),
  fromParticlesOnly: z.boolean(),
  missing: z.array(z.enum(pollutants)),
  unknown: z
    .object({
      key: z.enum(["no_sensor", "old", "too_few_hours"]),
      hours: z.int().optional(),
      of: z.int().optional(),
    })
    .nullable(),
  from: Instant,
  to: Instant,
  hour: z
    .object({
      table: z.literal("eaqi2024"),
      level: z.int(),
      band: z.string(),
      name: Words,
      words: Words,
      from: Instant,
      to: Instant,
    })
    .nullable()
    .meta({ description: "The last whole hour, on the European index of 2024" }),
});

const Quantity = z.object({
  quantity: QuantityName,
  latest: Valued.nullable().meta({ description: "As the sensor gave it" }),
  hour: OfHour.nullable().meta({ description: "Mean of the last whole hour" }),
  mean: z
    .object({
      value: z.number().nullable(),
      statistic: z.enum(["mean", "highest_hour"]),
      from: Instant,
      to: Instant,
      completeness: z.number(),
      recipe: z.string().nullable().meta({
        description: "Which correction made the values; null for raw ones",
      }),
      recipes: z.array(z.string()).meta({
        description:
          "What makes the sensor's values now, the one that counts first: a calibration before its model's correction",
      }),
    })
    .nullable()
    .meta({
      description:
        "Of the last 24 whole hours; its value is null with less than three quarters of them. An hour counts with three quarters of its values",
    }),
  trend: z.enum(["rising", "falling", "steady"]).nullable(),
  hours: z.array(z.number().nullable()).optional().meta({
    description: "With `hours`: means of the last 24 whole hours, the oldest first",
  }),
  level: Level,
  band: z.string().nullable(),
  words: Words.nullable(),
  guideline: z
    .object({
      name: Words,
      value: z.number(),
      period: z.string(),
      source: z.string(),
      url: z.string(),
      above: z.boolean().nullable(),
    })
    .nullable(),
});

const Noise = z.object({
  hour: OfHour.nullable(),
  latest: Valued.nullable(),
  period: z.enum(["day", "evening", "night"]),
  lden: z.number().nullable(),
  lnight: z.number().nullable(),
  level: z.int().min(1).max(3).nullable(),
  band: z.enum(["below_guideline", "above_guideline", "above_limit"]).nullable(),
  words: Words,
  guideline: z.object({ name: Words, value: z.number(), source: z.string() }),
});

const Pollen = z.object({
  scale: z.literal("meteoswiss"),
  taxon: z.string(),
  name: Words,
  value: z.number(),
  at: Instant,
  level: z.int().min(0).max(4).nullable(),
  band: z.string().nullable(),
  words: Words,
  source: z.string(),
});

const Sure = z.object({
  key: z.enum(["good", "fair", "weak", "not_measured", "unknown"]),
  words: Words,
  hours: z.int(),
  of: z.int(),
  corrected: z.boolean().nullable(),
  uncertainty: z.number().nullable(),
});

export const AirOfStation = z
  .object({
    station: StationId,
    name: z.string().meta({ description: "What its host calls it, or `station` otherwise" }),
    kit: z.string().nullable(),
    state: State,
    origin: OriginName,
    place: z
      .object({
        lat: z.number(),
        lon: z.number(),
        precision: z.enum(["cell", "exact"]),
        territory: z.string().nullable(),
        commune: Commune.nullable(),
        environment: z.enum(environments).nullable(),
        exposure: z.enum(exposures),
        siting: z.enum(sitings).nullable(),
      })
      .nullable(),
    distance: z.int().optional().meta({ description: "Metres from `near` to its public point" }),
    heardAt: Instant.nullable().meta({ description: "Its newest value" }),
    air: Air,
    quantities: z.array(Quantity),
    noise: Noise.nullable(),
    pollen: Pollen.nullable(),
    sure: Sure,
  })
  .meta({ id: "AirOfStation" });
export type AirOfStation = z.infer<typeof AirOfStation>;

const hourAnswer = (hour: JudgedQuantity["hour"]) =>
  hour === null
    ? null
    : { value: hour.value, from: isoInstant(hour.from), to: isoInstant(hour.to) };
const valueAnswer = (value: { readonly value: number; readonly at: number } | null) =>
  value === null ? null : { value: value.value, at: isoInstant(value.at) };

export const pollenAnswer = (pollen: JudgedStation["pollen"]): AirOfStation["pollen"] =>
  pollen === null ? null : { ...pollen, at: isoInstant(pollen.at) };

/** Instants as the API writes them. */
export const judgedAnswer = (
  { air, quantities, noise, pollen, sure }: JudgedStation,
  withHours = false,
): Pick<AirOfStation, "air" | "quantities" | "noise" | "pollen" | "sure"> => ({
  air: {
    ...air,
    missing: [...air.missing],
    unknown: air.unknown === null ? null : { ...air.unknown },
    from: isoInstant(air.from),
    to: isoInstant(air.to),
    hour:
      air.hour === null
        ? null
        : { ...air.hour, from: isoInstant(air.hour.from), to: isoInstant(air.hour.to) },
  },
  quantities: quantities.map(({ hours, ...one }) => ({
    ...one,
    ...(withHours ? { hours: [...hours] } : {}),
    latest: valueAnswer(one.latest),
    hour: hourAnswer(one.hour),
    mean:
      one.mean === null
        ? null
        : {
            ...one.mean,
            recipes: [...one.mean.recipes],
            ...{ from: isoInstant(one.mean.from), to: isoInstant(one.mean.to) },
          },
  })),
  noise:
    noise === null
      ? null
      : { ...noise, hour: hourAnswer(noise.hour), latest: valueAnswer(noise.latest) },
  pollen: pollenAnswer(pollen),
  sure,
});

const Source = z.object({ title: z.string(), url: z.string() });

/** The tables by which the answer was judged, and what authorities advise. */
export const TablesAnswer = z
  .object({
    atmo: z.object({
      ...{ name: Words, version: z.string(), sources: z.array(Source) },
      levels: z.array(z.object({ level: z.int(), name: Words })),
      bounds: z.partialRecord(z.enum(pollutants), z.array(z.number())).meta({
        description:
          "Upper bounds of all levels but the last, in µg/m³, for the mean of a day (particles) or its highest hour",
      }),
    }),
    eaqi2024: z.object({ name: Words, version: z.string(), sources: z.array(Source) }),
    advice: z.object({
      asOf: z.string(),
      source: Source,
      note: Words,
      levels: z.array(z.object({ level: z.int(), general: Words, sensitive: Words })),
    }),
  })
  .meta({ id: "AirTables" });
