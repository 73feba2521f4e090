import * as z from "zod";
import { accountOf } from "../access/principal.ts";
import type { Api, Asking } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { Problem, refusals } from "../api/problems.ts";
import type { AuditGiven } from "../audit/audit.ts";
import type { ModuleContext } from "../module.ts";
import { actorOf } from "../people/own-account.ts";
import type { Transaction } from "../records/database.ts";
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

  const config = { access: "station.share", resource: "handler" } as const;
  const params = GroupParams.extend({ station: z.string() });
  const response = { 200: Nothing, ...refusals };

  /** The change of a station of one's own, and its line in the audit; none where nothing had to be changed. */
  const changeOwn = async (
    request: Asking,
    { id, station: name }: z.infer<typeof params>,
    change: (
      tx: Transaction,
      station: string,
    ) => Promise<Pick<AuditGiven, "action" | "before" | "after"> | undefined>,
  ) => {
    const own = await demandOwnStation(context, request, name);
    await db.transaction(async (tx) => {
      const audited = await change(tx, own.station.id);
      if (audited !== undefined)
        await audit.write(tx, { ...actorOf(request), thing: id, ...audited });
    });
    return {};
  };

  api.put(
    "/api/v1/groups/:id/stations/:station",
    {
      config,
      schema: { summary: "Let a station of one's own count in a group", params, response },
    },
    async (request) => {
      const { id } = request.params;
      return changeOwn(request, request.params, async (tx, station) => {
        if (!(await isMemberOf(tx, id, accountOf(request.principal)))) throw groupUnknown();
        const group = await groupOfStation(tx, station);
        if (group === id) return undefined;
        if (group !== undefined)
          throw new Problem(
            placeProblems.station_in_group,
            "The station counts in another group: take it out of that one first.",
          );
        await putStation(tx, id, station, new Date(now()));
        return { action: "groups.station.add", after: { station } };
      });
    },
  );

  api.delete(
    "/api/v1/groups/:id/stations/:station",
    {
      config,
      schema: {
        summary: "Take a station of one's own out of a group; published means stay as they are",
        params,
        response,
      },
    },
    async (request) =>
      changeOwn(request, request.params, async (tx, station) => {
        await takeOut(tx, request.params.id, [station], new Date(now()));
        return { action: "groups.station.remove", before: { station } };
      }),
  );
};
