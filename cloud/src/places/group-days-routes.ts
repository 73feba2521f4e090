import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { contentTypes, csvLine } from "../api/formats.ts";
import { refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { demandGroup, GroupParams } from "./demand-group.ts";
import { daysOf } from "./group-queries.ts";
import { exposures } from "./known-station.ts";

const Day = z.object({
  day: z.iso.date(),
  exposure: z.enum(exposures),
  quantity: QuantityName,
  unit: z.string(),
  homes: z.int().meta({ description: "How many homes the mean is of: three at least" }),
  mean: z.number(),
});

const DaysQuery = z.object({
  from: z.iso.date().optional().describe("Included"),
  until: z.iso.date().optional().describe("Excluded"),
});

/** A year of every quantity, indoors and outdoors. */
const MOST_DAYS = 20_000;

export const groupDaysRoutes = (api: Api, context: ModuleContext): void => {
  const { db } = context.records;

  const days = async (id: string, query: z.infer<typeof DaysQuery>) =>
    (await daysOf(db, id, { ...query, limit: MOST_DAYS })).map(({ quantity, ...day }) => {
      const name = quantity as QuantityName;
      return { ...day, quantity: name, unit: quantities[name].unit };
    });

  api.get(
    "/api/v1/groups/:id/days",
    {
      config: { access: "group.read", resource: "handler" },
      schema: {
        summary: "Means of days over the homes of a group, the newest first",
        description:
          "Of three homes at least, six hours after the end of the day, and never made again. Indoors of all homes; outdoors of stations that everybody sees.",
        params: GroupParams,
        querystring: DaysQuery,
        response: { 200: z.object({ group: z.uuid(), days: z.array(Day) }), ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = await demandGroup(context, request, reply, request.params.id);
      return { group: id, days: await days(id, request.query) };
    },
  );

  const columns = ["day", "exposure", "quantity", "unit", "homes", "mean"];
  api.get(
    "/api/v1/groups/:id/days.csv",
    {
      config: { access: "group.read", resource: "handler" },
      schema: {
        summary: "The same as CSV",
        params: GroupParams,
        querystring: DaysQuery,
        produces: ["text/csv"],
      },
    },
    async (request, reply) => {
      const { id } = await demandGroup(context, request, reply, request.params.id);
      const lines = (await days(id, request.query)).map((day) => csvLine(columns, day));
      reply.type(contentTypes.csv);
      return reply.send(`${columns.join(",")}\r\n${lines.join("")}`);
    },
  );
};
