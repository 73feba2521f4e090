import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { stationUnknown } from "../places/demand-view.ts";
import { demandStation } from "./demand-station.ts";
import { qualityProblems } from "./problems.ts";
import { listReferences, putReference, removeReference } from "./reference-queries.ts";

const LONGEST_NAME = 200;

const Reference = z
  .object({
    station: StationId,
    name: z.string().meta({ description: "Who runs it, and with which instrument" }),
    source: z.url().optional().meta({ description: "Where its data are published" }),
    declared: z.iso.datetime(),
  })
  .meta({ id: "QualityReference" });

export const referenceRoutes = (
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
  const params = z.object({ station: StationId });

  api.get(
    "/api/v1/quality/references",
    {
      config: { access: "measurements.read" },
      schema: {
        summary:
          "Stations whose values are open data of an authority: others are compared with them",
        description: "Of the stations that whoever asks sees.",
        response: { 200: z.object({ references: z.array(Reference) }), ...refusals },
      },
    },
    async (request, reply) => {
      if (request.principal.kind !== "nobody") reply.header("cache-control", "private, no-store");
      return {
        references: (await listReferences(db))
          .filter(({ station }) => knownStations.viewOf(request.principal, station).isSeen)
          .map(({ station, name, source, declared }) => ({
            ...{ station, name, declared: declared.toISOString() },
            ...(source === null ? {} : { source }),
          })),
      };
    },
  );

  api.put(
    "/api/v1/quality/references/:station",
    {
      config: { access: "quality.review", resource: "handler" },
      schema: {
        summary: "Declare that a station is a reference",
        description:
          "Its values are then taken for the air near it, in drift and in consolidated values.",
        params,
        body: z.strictObject({
          name: z.string().trim().min(1).max(LONGEST_NAME),
          source: z
            .url({ protocol: /^https?$/ })
            .max(LONGEST_NAME)
            .optional(),
        }),
        response: { 200: Reference, ...refusals },
      },
    },
    async (request) => {
      const { station } = request.params;
      const resource = demandStation(request, { knownStations, territories }, station);
      if (knownStations.find(station) === undefined) throw stationUnknown(station);
      const { name, source } = request.body;
      const declared = new Date(now());
      await db.transaction(async (tx) => {
        await putReference(tx, { station, name, source: source ?? null, declared });
        await audit.write(tx, {
          ...{ actor: request.principal, action: "quality.reference", thing: resource.thing },
          after: { station, name, ...(source === undefined ? {} : { source }) },
        });
      });
      return {
        ...{ station, name, declared: declared.toISOString() },
        ...(source === undefined ? {} : { source }),
      };
    },
  );

  api.delete(
    "/api/v1/quality/references/:station",
    {
      config: { access: "quality.review", resource: "handler" },
      schema: {
        summary: "A station is no reference any more",
        params,
        response: { 200: z.object({ station: StationId }), ...refusals },
      },
    },
    async (request) => {
      const { station } = request.params;
      const resource = demandStation(request, { knownStations, territories }, station);
      await db.transaction(async (tx) => {
        if (!(await removeReference(tx, station)))
          throw new Problem(
            qualityProblems.reference_unknown,
            `The station "${station}" is not declared a reference.`,
          );
        await audit.write(tx, {
          ...{ actor: request.principal, action: "quality.reference", thing: resource.thing },
          before: { station },
        });
      });
      return { station };
    },
  );
};
