import { Flag, origins } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { hiddenIn } from "../access/station-view.ts";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { InstantParameter, isoInstant } from "../api/times.ts";
import { Words } from "../api/words.ts";
import type { ModuleContext } from "../module.ts";
import { demandView } from "../places/demand-view.ts";
import { placeProblems } from "../places/problems.ts";
import { answered } from "../series/answers.ts";
import { findAnnotations } from "./annotation-queries.ts";
import { AnnotationAnswer, annotationAnswer } from "./annotation-routes.ts";
import type { Consolidating } from "./consolidated/consolidating.ts";
import {
  ConsolidatedAnswer,
  ConsolidatedWhyNot,
  consolidatedLineage,
} from "./consolidated/lineage-answer.ts";
import {
  type DoubtedBy,
  findCheck,
  type Lineage,
  LOOK_BACK_MS,
  lineageOf,
  type WhyNot,
} from "./lineage.ts";
import { qualityProblems } from "./problems.ts";
import { findFindings } from "./queries.ts";
import { SourceAnswer } from "./recipe-routes.ts";
import { reprocessingOf } from "./station-parts.ts";

export const DoubtAnswer = z.object({
  check: z.string().meta({ description: "Name and version: `spike@1`" }),
  says: Words,
  from: z.iso.datetime(),
  until: z.iso.datetime().meta({ description: "Excluded" }),
  count: z.int().meta({ description: "Values; hours for checks of weeks" }),
  figures: z.record(z.string(), z.number()).optional(),
  source: z.string(),
});

const whyNots = {
  no_recipe: "no recipe is chosen for this sensor",
  not_corrected: "the sensor's recipe corrects other quantities",
  indoors: "the station was indoors, and the recipe is for air outdoors",
  no_humidity: "no humidity of the same station within ten minutes before",
  not_valid: "outside the range in which the recipe is valid",
} as const satisfies { readonly [name in WhyNot]: string };

const Value = z.object({
  sensor: SensorId,
  model: z.string().optional(),
  origin: z.enum(origins),
  at: z.iso.datetime(),
  raw: z
    .object({
      value: z.number().meta({ description: "That counts" }),
      first: z.number().optional().meta({
        description: "That was first kept, where a person chose another",
      }),
      received: z.iso.datetime(),
    })
    .optional()
    .meta({ description: "Absent where the sensor gives only its factory calibration" }),
  flags: z.array(Flag),
  reprocessed: z
    .object({
      value: z.number(),
      stored: z
        .object({
          value: z.number(),
          first: z.number().optional().meta({
            description: "That was made first, before more inputs came",
          }),
          made: z.iso.datetime(),
        })
        .optional()
        .meta({ description: "As it is kept; absent before it was made" }),
      agrees: z
        .boolean()
        .optional()
        .meta({ description: "Whether what is kept was computed again exactly" }),
      uncertainty: z.number().meta({ description: "One standard deviation" }),
      uncertaintySource: z.string(),
      recipe: z.string(),
      version: z.int(),
      title: Words,
      valid: Words,
      parameters: z.record(z.string(), z.union([z.number(), z.string()])),
      sources: z.array(SourceAnswer),
      chosenBecause: z.string(),
      inputs: z.array(
        z.object({
          quantity: QuantityName,
          sensor: SensorId,
          at: z.iso.datetime(),
          value: z.number(),
        }),
      ),
    })
    .optional(),
  whyNot: z
    .enum(Object.keys(whyNots) as [WhyNot, ...WhyNot[]])
    .optional()
    .meta({
      description: Object.entries(whyNots)
        .map(([name, text]) => `\`${name}\`: ${text}`)
        .join("; "),
    }),
  doubts: z.array(DoubtAnswer).meta({ description: "What checks say of the raw value" }),
  consolidated: ConsolidatedAnswer.optional().meta({
    description: "Of the hour: what others say taken in; absent ones while the records are down",
  }),
  whyNotConsolidated: ConsolidatedWhyNot.optional(),
  annotations: z.array(AnnotationAnswer).meta({
    description: "What hosts and stewards say of this time; absent ones while the records are down",
  }),
});

const LineageAnswer = z
  .object({
    station: StationId,
    quantity: QuantityName,
    unit: z.string().meta({ description: "UCUM" }),
    asked: z.iso.datetime(),
    values: z.array(Value),
  })
  .meta({ id: "Lineage" });

export const doubtAnswer = ({ check, from, until, count, figures }: DoubtedBy) => {
  const known = findCheck(check);
  return {
    check,
    says: { fr: known?.fr ?? check, en: known?.en ?? check },
    from: isoInstant(from),
    until: isoInstant(until),
    count,
    ...(figures === undefined ? {} : { figures: { ...figures } }),
    source: known?.source ?? "",
  };
};

const valueAnswer = ({
  sensor,
  model,
  origin,
  at,
  raw,
  flags,
  reprocessed,
  whyNot,
  doubts,
}: Lineage): Omit<
  z.infer<typeof Value>,
  "annotations" | "consolidated" | "whyNotConsolidated"
> => ({
  sensor,
  ...(model === undefined ? {} : { model }),
  origin,
  at: isoInstant(at),
  ...(raw === undefined
    ? {}
    : {
        raw: {
          value: raw.value,
          ...(raw.first === undefined ? {} : { first: raw.first }),
          received: isoInstant(raw.received),
        },
      }),
  flags: [...flags],
  ...(reprocessed === undefined
    ? {}
    : {
        reprocessed: {
          value: reprocessed.value,
          ...(reprocessed.stored === undefined
            ? {}
            : {
                stored: {
                  value: reprocessed.stored.value,
                  ...(reprocessed.stored.first === undefined
                    ? {}
                    : { first: reprocessed.stored.first }),
                  made: isoInstant(reprocessed.stored.received),
                },
                agrees: reprocessed.stored.value === reprocessed.value,
              }),
          uncertainty: reprocessed.uncertainty,
          uncertaintySource: reprocessed.choice.uncertainty.source,
          recipe: reprocessed.recipe.name,
          version: reprocessed.recipe.version,
          title: reprocessed.recipe.title,
          valid: reprocessed.recipe.valid,
          parameters: { ...reprocessed.recipe.parameters },
          sources: [...reprocessed.recipe.sources],
          chosenBecause: reprocessed.choice.source,
          inputs: [
            {
              quantity: reprocessed.raw.quantity,
              ...{ sensor, at: isoInstant(at), value: reprocessed.raw.value },
            },
            ...(reprocessed.humidity === undefined
              ? []
              : [
                  {
                    quantity: "humidity" as const,
                    sensor: reprocessed.humidity.sensor,
                    at: isoInstant(reprocessed.humidity.at),
                    value: reprocessed.humidity.value,
                  },
                ]),
          ],
        },
      }),
  ...(whyNot === undefined ? {} : { whyNot }),
  doubts: doubts.map(doubtAnswer),
});

export const lineageRoutes = (
  api: Api,
  {
    series,
    stations,
    knownStations,
    calibrations,
    records,
    now,
    consolidating,
  }: Pick<
    ModuleContext,
    "series" | "stations" | "knownStations" | "calibrations" | "records" | "now"
  > & { readonly consolidating: Pick<Consolidating, "hoursAt"> },
): void => {
  /** What the checks of weeks found, which a day's values do not show; nothing while the records are down. */
  const kept = async (station: string, quantity: QuantityName, value: Lineage) => {
    if (!records.state().up) return [];
    const found = await findFindings(records.db, {
      ...{ station, quantity, sensor: value.sensor, limit: 50 },
      ...{ from: new Date(value.at), until: new Date(value.at + 1) },
    });
    return found
      .filter(
        ({ origin, check }) =>
          origin === value.origin && !value.doubts.some((doubt) => doubt.check === check),
      )
      .map(
        ({ check, from, until, count, figures }): DoubtedBy => ({
          ...{ check, from: from.getTime(), until: until.getTime(), count },
          ...(figures === null ? {} : { figures }),
        }),
      );
  };

  const annotated = async (station: string, at: number) =>
    records.state().up
      ? findAnnotations(records.db, {
          ...{ station, limit: 50, from: new Date(at), until: new Date(at + 1) },
        })
      : [];

  api.get(
    "/api/v1/quality/lineage",
    {
      config: { access: "station.read", resource: "handler" },
      schema: {
        summary: "Where a value comes from: raw value, recipe, inputs, uncertainty, doubts",
        description:
          "For each sensor the newest value at or before `at`, an hour old at most. The reprocessed value is computed again from the raw ones and compared with what is kept.",
        querystring: z.object({
          station: StationId,
          quantity: QuantityName,
          at: InstantParameter.optional().describe("Now when absent"),
          sensor: SensorId.optional(),
        }),
        response: { 200: LineageAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { station, quantity, at = now(), sensor } = request.query;
      const view = demandView(knownStations, request, reply, station);
      const hidden = hiddenIn(view, { from: at - LOOK_BACK_MS, until: at + 1 });
      if (hidden !== undefined)
        throw new Problem(
          placeProblems.range_hidden,
          "What was measured then is shown to nobody else than the host of then.",
        );
      const record = await stations.find(station);
      const of = reprocessingOf(record, { knownStations, calibrations });
      const found = await answered(
        lineageOf(series, { station, record, quantity, at, sensor }, of),
      );
      if (found.length === 0)
        throw new Problem(
          qualityProblems.value_unknown,
          `The station "${station}" has no ${quantity} within an hour before ${isoInstant(at)}.`,
        );
      return {
        ...{ station, quantity, unit: quantities[quantity].unit, asked: isoInstant(at) },
        values: await Promise.all(
          found.map(async (value) => ({
            ...valueAnswer({
              ...value,
              doubts: [...value.doubts, ...(await kept(station, quantity, value))],
            }),
            ...(records.state().up
              ? await answered(
                  consolidatedLineage(series, consolidating, {
                    ...{ station, quantity, sensor: value.sensor, origin: value.origin },
                    ...{ at: value.at, now: now() },
                  }),
                )
              : {}),
            annotations: (await annotated(station, value.at))
              .filter(
                (one) =>
                  (one.sensor === null || one.sensor === value.sensor) &&
                  (one.quantity === null || one.quantity === quantity),
              )
              .map(annotationAnswer),
          })),
        ),
      };
    },
  );
};
