import * as z from "zod";
import type { Api } from "../api/api.ts";
import { nameOf } from "../api/given-names.ts";
import { pageOf, pageParameters } from "../api/page-of-list.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { ZoneParameter } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { putMembership } from "../organisations/membership-queries.ts";
import { accountIn, actorOf, personIn } from "../people/own-account.ts";
import { hashOf, newPrintedCode } from "../people/secrets.ts";
import { demandGroup, GroupParams, groupUnknown } from "./demand-group.ts";
import { Lat, Lon, pointIfGiven, territoryAt } from "./given-point.ts";
import { dayBefore } from "./group-days.ts";
import { GroupCode } from "./group-member-routes.ts";
import { findGroup, type GroupRow, insertGroup, listGroups } from "./group-queries.ts";
import { territoryKey } from "./public-place.ts";
import { publicPart } from "./share-rules.ts";
import { groupKinds } from "./tables.ts";

const Group = z
  .object({
    id: z.uuid(),
    title: z.string(),
    summary: z.string(),
    kind: z.enum(groupKinds),
    zone: z.string().meta({ description: "The time zone of its days" }),
    area: z
      .object({ lat: z.number(), lon: z.number(), territory: z.string().optional() })
      .optional()
      .meta({
        description:
          "The centre of a square of 500 m, as whoever made the group says; its stations have no part in it",
      }),
    visibility: z.enum(["public", "group"]),
  })
  .meta({ id: "StationGroup" });

const Given = z.strictObject({
  title: nameOf(200),
  summary: z.string().trim().max(2_000).optional(),
  kind: z.enum(groupKinds),
  zone: ZoneParameter,
  visibility: z.enum(["public", "group"]),
  lat: Lat.optional(),
  lon: Lon.optional(),
});

export const groupRoutes = (api: Api, context: ModuleContext): void => {
  const { records, territories, people, audit, now } = context;
  const { db } = records;

  const shown = ({ lat, lon, territory, owner: _, visibility, ...group }: GroupRow) => ({
    ...group,
    visibility: visibility === "public" ? ("public" as const) : ("group" as const),
    ...(lat === null || lon === null
      ? {}
      : { area: { lat, lon, ...territoryKey(territories, territory) } }),
  });

  api.get(
    "/api/v1/groups",
    {
      config: { access: "service.read" },
      schema: {
        summary: "Public groups: streets, classes, workshops",
        querystring: pageParameters,
        response: {
          200: z.object({ groups: z.array(Group), next: z.uuid().optional() }),
          ...refusals,
        },
      },
    },
    async ({ query: { search, cursor, limit } }) => {
      const rows = await listGroups(db, { search, after: cursor, limit: limit + 1 });
      const { page, ...next } = pageOf(rows, limit);
      return { groups: page.map(shown), ...next };
    },
  );

  api.post(
    "/api/v1/groups",
    {
      config: { access: "group.add" },
      schema: {
        summary: "Make a group; its code lets others in",
        description:
          "The point is snapped to the grid of 500 m at once: a title should name no house.",
        body: Given,
        response: { 201: Group.extend(GroupCode.shape), ...refusals },
      },
    },
    async (request, reply) => {
      const owner = accountIn(request);
      if ((await personIn(people, owner)).isMinor)
        throw new Problem(apiProblems.not_allowed, "This needs somebody of 15 or more.");
      const { title, summary = "", kind, zone, visibility, lat, lon } = request.body;
      const point = pointIfGiven({ lat, lon });
      const area = point && publicPart(point);
      const code = newPrintedCode();
      const at = new Date(now());
      const id = await db.transaction(async (tx) => {
        const territory = area === undefined ? null : await territoryAt(tx, territories, area);
        const added = await insertGroup(
          tx,
          { title, summary, visibility, owner, territory },
          {
            ...{ kind, zone, codeHash: hashOf(code), doneUntil: dayBefore(now(), zone) },
            ...(area === undefined ? {} : { lat: area.lat, lon: area.lon }),
          },
        );
        await putMembership(tx, { of: added, member: owner, since: at });
        await audit.write(tx, { ...actorOf(request), action: "groups.add", thing: added });
        return added;
      });
      people.identification.forget();
      const made = await findGroup(db, id);
      if (made === undefined) throw groupUnknown();
      reply.code(201);
      return { ...shown(made), code };
    },
  );

  api.get(
    "/api/v1/groups/:id",
    {
      config: { access: "group.read", resource: "handler" },
      schema: { summary: "One group", params: GroupParams, response: { 200: Group, ...refusals } },
    },
    async (request, reply) => shown(await demandGroup(context, request, reply, request.params.id)),
  );
};
