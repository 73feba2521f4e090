import { origins } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { hiddenIn } from "../access/station-view.ts";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { InstantParameter, isoInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { demandView } from "../places/demand-view.ts";
import { placeProblems } from "../places/problems.ts";
import { DAY_MS } from "./durations.ts";
import { DoubtAnswer, doubtAnswer } from "./lineage-routes.ts";
import { findFindings } from "./queries.ts";

const MOST = 1000;

const Findings = z
  .object({
    station: StationId,
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    findings: z.array(
      DoubtAnswer.extend({
        sensor: z.string(),
        quantity: z.string(),
        origin: z.enum(origins),
      }),
    ),
    more: z.boolean().meta({ description: `There are more than the ${MOST} shown: ask for less` }),
  })
  .meta({ id: "QualityFindings" });

export const findingRoutes = (
  api: Api,
  { knownStations, records, now }: Pick<ModuleContext, "knownStations" | "records" | "now">,
): void => {
  api.get(
    "/api/v1/quality/findings",
    {
      config: { access: "station.read", resource: "handler" },
      schema: {
        summary: "What checks doubt of a station's values, in order of time",
        description:
          "Days are checked six hours after their end; 30 days before `until` when `from` is absent.",
        querystring: z.object({
          station: StationId,
          quantity: QuantityName.optional(),
          sensor: SensorId.optional(),
          from: InstantParameter.optional(),
          until: InstantParameter.optional().describe("Excluded; now when absent"),
        }),
        response: { 200: Findings, ...refusals },
      },
    },
    async (request, reply) => {
      const { station, quantity, sensor, until = now() } = request.query;
      const { from = until - 30 * DAY_MS } = request.query;
      const view = demandView(knownStations, request, reply, station);
      if (hiddenIn(view, { from, until }) !== undefined)
        throw new Problem(
          placeProblems.range_hidden,
          "A part of this time is shown to nobody else than the host of then.",
        );
      const found = await findFindings(records.db, {
        ...{ station, quantity, sensor, limit: MOST + 1 },
        ...{ from: new Date(from), until: new Date(until) },
      });
      return {
        ...{ station, from: isoInstant(from), until: isoInstant(until) },
        findings: found.slice(0, MOST).map((one) => ({
          ...doubtAnswer({
            ...{ check: one.check, count: one.count, figures: one.figures ?? undefined },
            ...{ from: one.from.getTime(), until: one.until.getTime() },
          }),
          ...{ sensor: one.sensor, quantity: one.quantity },
          origin: one.origin as (typeof origins)[number],
        })),
        more: found.length > MOST,
      };
    },
  );
};
