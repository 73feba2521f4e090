import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { accountOf } from "../access/principal.ts";
import type { Answering, Api, Asking } from "../api/api.ts";
import { contentTypes, csvLine } from "../api/formats.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { ZoneParameter } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { membersOf, putMembership, removeMembership } from "../organisations/queries.ts";
import { accountIn, actorOf, personIn } from "../people/account-routes.ts";
import { countAttempt } from "../people/limits.ts";
import { asPrinted, hashOf, newPrintedCode } from "../people/secrets.ts";
import { Nothing } from "../people/sign-in-routes.ts";
import type { Transaction } from "../records/database.ts";
import { territoriesAt } from "../territories/territories.ts";
import { stationUnknown } from "./demand-view.ts";
import { dayBefore } from "./group-days.ts";
import {
  closeSharedWith,
  daysOf,
  findGroup,
  type GroupRow,
  groupOfCode,
  groupOfStation,
  insertGroup,
  isMemberOf,
  listGroups,
  putStation,
  setCode,
  stationsIn,
  takeOut,
} from "./group-queries.ts";
import { exposures } from "./known-station.ts";
import { placeProblems } from "./problems.ts";
import { findOwnStation } from "./queries.ts";
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

const Of = z.object({ id: z.uuid() });
const Given = z.strictObject({
  title: z.string().trim().min(1).max(200),
  summary: z.string().trim().max(2_000).optional(),
  kind: z.enum(groupKinds),
  zone: ZoneParameter,
  visibility: z.enum(["public", "group"]),
  lat: z.number().min(-90).max(90).optional(),
  lon: z.number().min(-180).max(180).optional(),
});
const Code = z.object({
  code: z.string().meta({ description: "Opens the group to whoever has it; shown once" }),
});

/** A year of every quantity, indoors and outdoors. */
const MOST_DAYS = 20_000;

export const groupRoutes = (api: Api, context: ModuleContext): void => {
  const { records, knownStations, territories, people, audit, now } = context;
  const { db } = records;

  const shown = ({ lat, lon, territory, owner: _, visibility, ...group }: GroupRow) => {
    const key = territory === null ? undefined : territories.keyOf(territory);
    return {
      ...group,
      visibility: visibility === "public" ? ("public" as const) : ("group" as const),
      ...(lat === null || lon === null
        ? {}
        : { area: { lat, lon, ...(key === undefined ? {} : { territory: key }) } }),
    };
  };

  const unknown = () => new Problem(placeProblems.group_unknown, "There is no such group.");

  /** The group of the path. Whoever may not see it does not learn that it is there. */
  const demandGroup = async (request: Asking, reply: Answering, id: string): Promise<GroupRow> => {
    if (request.principal.kind !== "nobody") reply.header("cache-control", "private, no-store");
    const group = await findGroup(db, id);
    const { visibility = "private", owner } = group ?? {};
    const resource = { thing: id, owner: owner ?? undefined, visibility };
    if (!request.allows(resource)) {
      if (group?.visibility !== "public") throw unknown();
      request.demand(resource);
    }
    if (group === undefined) throw unknown();
    return group;
  };

  /** Changes who is in a group, and reads the stations again that this concerns. */
  const change = async (work: (tx: Transaction) => Promise<void>): Promise<void> => {
    await db.transaction(work);
    people.identification.forget();
    await knownStations.refresh();
  };

  api.get(
    "/api/v1/groups",
    {
      config: { access: "service.read" },
      schema: {
        summary: "Public groups: streets, classes, workshops",
        querystring: z.object({
          search: z.string().max(100).optional(),
          cursor: z.uuid().optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: {
          200: z.object({ groups: z.array(Group), next: z.uuid().optional() }),
          ...refusals,
        },
      },
    },
    async ({ query: { search, cursor, limit } }) => {
      const rows = await listGroups(db, { search, after: cursor, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? page.at(-1)?.id : undefined;
      return { groups: page.map(shown), ...(next === undefined ? {} : { next }) };
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
        response: { 201: Group.extend(Code.shape), ...refusals },
      },
    },
    async (request, reply) => {
      const owner = accountIn(request);
      if ((await personIn(people, owner)).isMinor)
        throw new Problem(apiProblems.not_allowed, "This needs somebody of 15 or more.");
      const { title, summary = "", kind, zone, visibility, lat, lon } = request.body;
      if ((lat === undefined) !== (lon === undefined))
        throw new Problem(apiProblems.invalid_request, '"lat" and "lon" come together.');
      const area = lat === undefined || lon === undefined ? undefined : publicPart({ lat, lon });
      const code = newPrintedCode();
      const at = new Date(now());
      const id = await db.transaction(async (tx) => {
        const [territory = null] =
          area === undefined
            ? []
            : await territoriesAt(tx, territories.country, [area.lon, area.lat]);
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
      if (made === undefined) throw unknown();
      reply.code(201);
      return { ...shown(made), code };
    },
  );

  api.get(
    "/api/v1/groups/:id",
    {
      config: { access: "group.read", resource: "handler" },
      schema: { summary: "One group", params: Of, response: { 200: Group, ...refusals } },
    },
    async (request, reply) => shown(await demandGroup(request, reply, request.params.id)),
  );

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
        params: Of,
        querystring: DaysQuery,
        response: { 200: z.object({ group: z.uuid(), days: z.array(Day) }), ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = await demandGroup(request, reply, request.params.id);
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
        params: Of,
        querystring: DaysQuery,
        produces: ["text/csv"],
      },
    },
    async (request, reply) => {
      const { id } = await demandGroup(request, reply, request.params.id);
      const lines = (await days(id, request.query)).map((day) => csvLine(columns, day));
      reply.type(contentTypes.csv);
      return reply.send(`${columns.join(",")}\r\n${lines.join("")}`);
    },
  );

  api.post(
    "/api/v1/groups/:id/code",
    {
      config: { access: "group.change", resource: "handler" },
      schema: {
        summary: "A new code for a group; the one before opens nothing any more",
        params: Of,
        response: { 200: Code, ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = await demandGroup(request, reply, request.params.id);
      const code = newPrintedCode();
      await db.transaction(async (tx) => {
        await setCode(tx, id, hashOf(code));
        await audit.write(tx, { ...actorOf(request), action: "groups.code", thing: id });
      });
      return { code };
    },
  );

  api.post(
    "/api/v1/groups/join",
    {
      config: { access: "group.join" },
      schema: {
        summary: "Enter a group by its code",
        body: z.strictObject({ code: z.string().max(40) }),
        response: { 200: z.object({ group: z.uuid() }), ...refusals },
      },
    },
    async (request) => {
      countAttempt(people, request, "signIn");
      const member = accountIn(request);
      const group = await groupOfCode(db, hashOf(asPrinted(request.body.code)));
      if (group === undefined)
        throw new Problem(placeProblems.group_code_invalid, "This code opens no group.");
      await db.transaction(async (tx) => {
        await putMembership(tx, { of: group, member, since: new Date(now()) });
        await audit.write(tx, { ...actorOf(request), action: "groups.join", thing: group });
      });
      people.identification.forget();
      return { group };
    },
  );

  /** Somebody leaves: their stations count no more from today on, and are shown to the group no more. */
  const takeMember = async (
    request: Asking,
    id: string,
    person: string,
    action: "groups.leave" | "groups.remove",
  ): Promise<void> => {
    await change(async (tx) => {
      if (!(await removeMembership(tx, id, person)))
        throw new Problem(apiProblems.not_found, "There is no such member.");
      const theirs = (await stationsIn(tx, id)).filter(({ host }) => host === person);
      await takeOut(
        tx,
        id,
        theirs.map((each) => each.id),
        new Date(now()),
      );
      await closeSharedWith(tx, id, person);
      await audit.write(tx, { ...actorOf(request), action, thing: id, before: { person } });
    });
  };

  api.post(
    "/api/v1/groups/:id/leave",
    {
      config: { access: "group.leave", resource: "own account" },
      schema: { summary: "Leave a group", params: Of, response: { 200: Nothing, ...refusals } },
    },
    async (request) => {
      const account = accountIn(request);
      const group = await findGroup(db, request.params.id);
      if (group === undefined || !(await isMemberOf(db, group.id, account))) throw unknown();
      await takeMember(request, group.id, account, "groups.leave");
      return {};
    },
  );

  api.get(
    "/api/v1/groups/:id/members",
    {
      config: { access: "group.members.read", resource: "handler" },
      schema: {
        summary: "Members of a group, for its members",
        params: Of,
        response: {
          200: z.object({
            members: z.array(
              z.object({ person: z.uuid(), name: z.string(), since: z.iso.datetime() }),
            ),
          }),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { id } = await demandGroup(request, reply, request.params.id);
      return {
        members: (await membersOf(db, id)).map(({ person, name, since }) => ({
          ...{ person, name, since: since.toISOString() },
        })),
      };
    },
  );

  api.delete(
    "/api/v1/groups/:id/members/:person",
    {
      config: { access: "group.change", resource: "handler" },
      schema: {
        summary: "Take a member out of a group",
        params: Of.extend({ person: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = await demandGroup(request, reply, request.params.id);
      await takeMember(request, id, request.params.person, "groups.remove");
      return {};
    },
  );

  api.get(
    "/api/v1/groups/:id/stations",
    {
      config: { access: "group.members.read", resource: "handler" },
      schema: {
        summary: "The stations that count in a group, for its members",
        params: Of,
        response: {
          200: z.object({
            stations: z.array(
              z.object({
                id: z.string(),
                since: z.iso.datetime(),
                isMine: z.boolean(),
                isShown: z.boolean().meta({ description: "Whether whoever asks sees its values" }),
              }),
            ),
          }),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { id } = await demandGroup(request, reply, request.params.id);
      const account = accountOf(request.principal);
      return {
        stations: (await stationsIn(db, id)).map(({ name, since, host }) => ({
          id: name,
          since: since.toISOString(),
          isMine: account !== undefined && host === account,
          isShown: knownStations.viewOf(request.principal, name).isSeen,
        })),
      };
    },
  );

  const ofStation = Of.extend({ station: z.string() });
  api.put(
    "/api/v1/groups/:id/stations/:station",
    {
      config: { access: "station.share", resource: "handler" },
      schema: {
        summary: "Let a station of one's own count in a group",
        params: ofStation,
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const { id, station: name } = request.params;
      const own = await findOwnStation(db, name);
      const resource = { thing: own?.station.id, owner: own?.host ?? undefined };
      if (!request.allows(resource)) {
        if (!knownStations.viewOf(request.principal, name).isSeen) throw stationUnknown(name);
        request.demand(resource);
      }
      if (own === undefined) throw stationUnknown(name);
      await db.transaction(async (tx) => {
        if (!(await isMemberOf(tx, id, accountOf(request.principal)))) throw unknown();
        const group = await groupOfStation(tx, own.station.id);
        if (group === id) return;
        if (group !== undefined)
          throw new Problem(
            placeProblems.station_in_group,
            "The station counts in another group: take it out of that one first.",
          );
        await putStation(tx, id, own.station.id, new Date(now()));
        await audit.write(tx, {
          ...actorOf(request),
          action: "groups.station.add",
          thing: id,
          after: { station: own.station.id },
        });
      });
      return {};
    },
  );

  api.delete(
    "/api/v1/groups/:id/stations/:station",
    {
      config: { access: "station.share", resource: "handler" },
      schema: {
        summary: "Take a station of one's own out of a group; published means stay as they are",
        params: ofStation,
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const { id, station: name } = request.params;
      const own = await findOwnStation(db, name);
      const resource = { thing: own?.station.id, owner: own?.host ?? undefined };
      if (!request.allows(resource)) {
        if (!knownStations.viewOf(request.principal, name).isSeen) throw stationUnknown(name);
        request.demand(resource);
      }
      if (own === undefined) throw stationUnknown(name);
      await db.transaction(async (tx) => {
        await takeOut(tx, id, [own.station.id], new Date(now()));
        await audit.write(tx, {
          ...actorOf(request),
          action: "groups.station.remove",
          thing: id,
          before: { station: own.station.id },
        });
      });
      return {};
    },
  );
};
