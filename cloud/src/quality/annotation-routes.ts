import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { accountOf } from "../access/principal.ts";
import { hiddenIn } from "../access/station-view.ts";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { InstantParameter, isoInstant, PastInstant } from "../api/times.ts";
import { Words } from "../api/words.ts";
import type { ModuleContext } from "../module.ts";
import { demandView } from "../places/demand-view.ts";
import { placeProblems } from "../places/problems.ts";
import { stationResource } from "../places/station-resource.ts";
import {
  countAnnotations,
  findAnnotations,
  insertAnnotation,
  readAnnotation,
  withdrawAnnotation,
} from "./annotation-queries.ts";
import {
  annotationKinds,
  annotationParts,
  annotationWords,
  LONGEST_ANNOTATION_MS,
  LONGEST_NOTE,
  MOST_ANNOTATIONS,
} from "./annotations.ts";
import { demandStation } from "./demand-station.ts";
import { DAY_MS } from "./durations.ts";
import { qualityProblems } from "./problems.ts";
import type { QualityAnnotation } from "./tables.ts";

const MOST = 500;

export const AnnotationAnswer = z
  .object({
    id: z.uuid(),
    station: StationId,
    sensor: z.string().optional().meta({ description: "Absent where it concerns all" }),
    quantity: z.string().optional(),
    kind: z.enum(annotationKinds),
    says: Words,
    from: z.iso.datetime(),
    until: z.iso.datetime().meta({ description: "Excluded" }),
    note: z.string().optional(),
    by: z.enum(annotationParts).meta({ description: "In which part the author said it" }),
    created: z.iso.datetime(),
  })
  .meta({ id: "QualityAnnotation" });

export const annotationAnswer = (row: QualityAnnotation): z.infer<typeof AnnotationAnswer> => ({
  ...{ id: row.id, station: row.station },
  ...(row.sensor === null ? {} : { sensor: row.sensor }),
  ...(row.quantity === null ? {} : { quantity: row.quantity }),
  ...{ kind: row.kind, says: annotationWords[row.kind] },
  ...{ from: row.from.toISOString(), until: row.until.toISOString() },
  ...(row.note === null ? {} : { note: row.note }),
  ...{ by: row.by, created: row.created.toISOString() },
});

const Given = z
  .strictObject({
    station: StationId,
    sensor: SensorId.optional(),
    quantity: QuantityName.optional(),
    kind: z.enum(annotationKinds),
    from: PastInstant,
    until: PastInstant.meta({ description: "Excluded" }),
    note: z.string().trim().min(1).max(LONGEST_NOTE).optional(),
  })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
    error: "`from` must be before `until`",
  })
  .refine(({ from, until }) => Date.parse(until) - Date.parse(from) <= LONGEST_ANNOTATION_MS, {
    error: "an annotation covers a year at most",
  });

export const annotationRoutes = (
  api: Api,
  {
    records,
    knownStations,
    territories,
    audit,
    now,
  }: Pick<ModuleContext, "records" | "knownStations" | "territories" | "audit" | "now">,
): void => {
  const { db } = records;
  const resourceOf = (station: string) => stationResource(knownStations.find(station), territories);

  api.get(
    "/api/v1/quality/annotations",
    {
      config: { access: "station.read", resource: "handler" },
      schema: {
        summary: "What hosts and stewards say of a station's values: bonfire, works, cleaning",
        querystring: z.object({
          station: StationId,
          from: InstantParameter.optional().describe("A year before `until` when absent"),
          until: InstantParameter.optional().describe("Excluded; now when absent"),
        }),
        response: {
          200: z.object({
            annotations: z.array(AnnotationAnswer),
            more: z.boolean().meta({ description: `There are more than ${MOST}: ask for less` }),
          }),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { station, until = now() } = request.query;
      const { from = until - 365 * DAY_MS } = request.query;
      const view = demandView(knownStations, request, reply, station);
      if (hiddenIn(view, { from, until }) !== undefined)
        throw new Problem(
          placeProblems.range_hidden,
          "A part of this time is shown to nobody else than the host of then: ask for a range before or after.",
        );
      const found = await findAnnotations(db, {
        ...{ station, from: new Date(from), until: new Date(until), limit: MOST + 1 },
      });
      return {
        annotations: found.slice(0, MOST).map(annotationAnswer),
        more: found.length > MOST,
      };
    },
  );

  api.post(
    "/api/v1/quality/annotations",
    {
      config: { access: "quality.annotate", resource: "handler" },
      schema: {
        summary: "Say what happened at a station, for whoever reads its values",
        body: Given,
        response: { 201: AnnotationAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { station, sensor, quantity, kind, from, until, note } = request.body;
      const resource = demandStation(request, { knownStations, territories }, station);
      const account = accountOf(request.principal);
      const added = await db.transaction(async (tx) => {
        if ((await countAnnotations(tx, station)) >= MOST_ANNOTATIONS)
          throw new Problem(
            qualityProblems.annotations_full,
            `The station "${station}" has ${MOST_ANNOTATIONS} annotations, which is the most.`,
          );
        const row = await insertAnnotation(tx, {
          ...{ station, sensor: sensor ?? null, quantity: quantity ?? null, kind },
          ...{ from: new Date(from), until: new Date(until), note: note ?? null },
          ...{ author: account ?? null, created: new Date(now()) },
          by: account !== undefined && account === resource.owner ? "host" : "steward",
        });
        await audit.write(tx, {
          ...{ actor: request.principal, action: "quality.annotate", thing: resource.thing },
          // Without the note, which is in words of the author's own.
          after: { annotation: row.id, station, kind, from, until },
        });
        return row;
      });
      return reply.code(201).send(annotationAnswer(added));
    },
  );

  api.delete(
    "/api/v1/quality/annotations/:id",
    {
      config: { access: "quality.annotate", resource: "handler" },
      schema: {
        summary: "Withdraw an annotation: it counts no more, and who withdrew it is kept",
        params: z.object({ id: z.uuid() }),
        response: { 200: z.object({ withdrawn: z.iso.datetime() }), ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      const found = await readAnnotation(db, id);
      const resource = found === undefined ? {} : resourceOf(found.station);
      const isAllowed = request.allows(resource);
      const unknown = new Problem(
        qualityProblems.annotation_unknown,
        `No annotation has the number ${id}, or it was withdrawn.`,
      );
      if (found === undefined) throw unknown;
      if (!isAllowed) {
        if (!knownStations.viewOf(request.principal, found.station).isSeen) throw unknown;
        request.demand(resource);
      }
      const at = new Date(now());
      await db.transaction(async (tx) => {
        if (!(await withdrawAnnotation(tx, id, at))) throw unknown;
        await audit.write(tx, {
          ...{ actor: request.principal, action: "quality.withdraw", thing: resource.thing },
          before: { annotation: id, station: found.station, kind: found.kind },
        });
      });
      return { withdrawn: isoInstant(at.getTime()) };
    },
  );
};
