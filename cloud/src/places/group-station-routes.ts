import * as z from "zod";
import { accountOf } from "../access/principal.ts";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { actorOf } from "../people/own-account.ts";
import { Nothing } from "../people/sign-in-routes.ts";
import { demandGroup, GroupParams, groupUnknown } from "./demand-group.ts";
import { groupOfStation, isMemberOf, putStation, stationsIn, takeOut } from "./group-queries.ts";
import { demandOwnStation } from "./own-station.ts";
import { placeProblems } from "./problems.ts";

export const groupStationRoutes = (api: Api, context: ModuleContext): void => {
  const { records, knownStations, audit, now } = context;
  const { db } = records;

  api.get(
    "/api/v1/groups/:id/stations",
    {
      config: { access: "group.members.read", resource: "handler" },
      schema: {
        summary: "The stations that count in a group, for its members",
        params: GroupParams,
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
      const { id } = await demandGroup(context, request, reply, request.params.id);
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

  const ofStation = GroupParams.extend({ station: z.string() });
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
      const own = await demandOwnStation(context, request, name);
      await db.transaction(async (tx) => {
        if (!(await isMemberOf(tx, id, accountOf(request.principal)))) throw groupUnknown();
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
      const own = await demandOwnStation(context, request, name);
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
