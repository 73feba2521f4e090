import type { Origin } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { isoInstant } from "../../api/times.ts";
import { Words } from "../../api/words.ts";
import type { SeriesStore } from "../../series/store.ts";
import { HOUR_MS } from "../durations.ts";
import { consolidatedVariant, consolidation } from "./consolidate.ts";
import type { ConsolidatedHour } from "./consolidated-hours.ts";
import type { Consolidating } from "./consolidating.ts";

const whyNots = {
  hour_not_over: "the hour is not over",
  not_reprocessed: "the hour has no reprocessed mean of three quarters of its values",
  other_sensor: "another sensor of the station stands for the hour",
  stands_alone: "neither three stations around nor a declared reference have the hour",
} as const;
type WhyNot = keyof typeof whyNots;

const Evidence = {
  value: z.number(),
  uncertainty: z.number().meta({ description: "One standard deviation, as a value at this place" }),
  share: z.number().meta({ description: "Of the mean; all shares make 1" }),
};

export const ConsolidatedAnswer = z
  .object({
    from: z.iso.datetime(),
    until: z.iso.datetime().meta({ description: "Excluded" }),
    value: z.number(),
    stored: z.object({ value: z.number(), made: z.iso.datetime() }).optional(),
    agrees: z.boolean().optional().meta({
      description: "Whether what is kept was computed again exactly",
    }),
    uncertainty: z.number().meta({ description: "One standard deviation" }),
    recipe: z.string(),
    version: z.int(),
    title: Words,
    parameters: z.record(z.string(), z.number()),
    sources: z.array(z.object({ title: z.string(), url: z.string() })),
    own: z.object({ ...Evidence, sensor: SensorId, variant: z.string() }),
    around: z
      .object({ ...Evidence, median: z.number(), deviation: z.number(), stations: z.int() })
      .optional(),
    reference: z.object({ ...Evidence, station: StationId, name: z.string() }).optional(),
  })
  .meta({ id: "ConsolidatedValue" });

export const ConsolidatedWhyNot = z.enum(Object.keys(whyNots) as [WhyNot, ...WhyNot[]]).meta({
  description: Object.entries(whyNots)
    .map(([name, text]) => `\`${name}\`: ${text}`)
    .join("; "),
});

const answerOf = (
  { at, value, uncertainty, shares, own, around, reference }: ConsolidatedHour,
  stored: { readonly value: number; readonly received: number } | undefined,
): z.infer<typeof ConsolidatedAnswer> => {
  const share = (index: number) => Number((shares[index] ?? 0).toFixed(4));
  return {
    ...{ from: isoInstant(at), until: isoInstant(at + HOUR_MS), value, uncertainty },
    ...(stored === undefined
      ? {}
      : {
          stored: { value: stored.value, made: isoInstant(stored.received) },
          agrees: stored.value === value,
        }),
    ...{ recipe: consolidation.name, version: consolidation.version, title: consolidation.title },
    parameters: { ...consolidation.parameters },
    sources: [...consolidation.sources],
    own: { ...own, share: share(0) },
    ...(around === undefined ? {} : { around: { ...around, share: share(1) } }),
    ...(reference === undefined
      ? {}
      : { reference: { ...reference, share: share(shares.length - 1) } }),
  };
};

export interface ConsolidatedAsked {
  readonly station: string;
  readonly sensor: string;
  readonly quantity: QuantityName;
  readonly origin: Origin;
  /** UTC milliseconds: an instant in the hour. */
  readonly at: number;
  readonly now: number;
}

/** The consolidated value of the hour of an instant, or why there is none. */
export const consolidatedLineage = async (
  series: Pick<SeriesStore, "read">,
  consolidating: Pick<Consolidating, "hoursAt">,
  { station, sensor, quantity, origin, at, now }: ConsolidatedAsked,
): Promise<
  | { readonly consolidated: z.infer<typeof ConsolidatedAnswer> }
  | { readonly whyNotConsolidated: WhyNot }
> => {
  const from = Math.floor(at / HOUR_MS) * HOUR_MS;
  const range = { from, until: from + HOUR_MS };
  if (now < range.until) return { whyNotConsolidated: "hour_not_over" };
  const { own, hours } = await consolidating.hoursAt({ station, quantity, origin, ...range });
  const [hour] = hours;
  if (hour === undefined)
    return { whyNotConsolidated: own.length === 0 ? "not_reprocessed" : "stands_alone" };
  if (hour.own.sensor !== sensor) return { whyNotConsolidated: "other_sensor" };
  const [found] = await series.read({
    ...{ stations: [station], sensors: [sensor], quantities: [quantity], origins: [origin] },
    ...{ from, until: from + 1, variant: consolidatedVariant },
  });
  return { consolidated: answerOf(hour, found?.points[0]) };
};
