import * as z from "zod";
import type { Api, Asking } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { membersOf, putMembership, removeMembership } from "../organisations/membership-queries.ts";
import { countAttempt } from "../people/limits.ts";
import { accountIn, actorOf } from "../people/own-account.ts";
import { asPrinted, hashOf, newPrintedCode } from "../people/secrets.ts";
import { demandGroup, GroupParams, groupUnknown } from "./demand-group.ts";
import {
  closeSharedWith,
  findGroup,
  groupOfCode,
  isMemberOf,
  setCode,
  stationsIn,
  takeOut,
} from "./group-queries.ts";
import { placeProblems } from "./problems.ts";

export const GroupCode = z.object({
  code: z.string().meta({ description: "Opens the group to whoever has it; shown once" }),
});

export const groupMemberRoutes = (api: Api, context: ModuleContext): void => {
  const { records, knownStations, people, audit, now } = context;
  const { db } = records;

  api.post(
    "/api/v1/groups/:id/code",
    {
      config: { access: "group.change", resource: "handler" },
      schema: {
        summary: "A new code for a group; the one before opens nothing any more",
        params: GroupParams,
        response: { 200: GroupCode, ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = await demandGroup(context, request, reply, request.params.id);
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
    await db.transaction(async (tx) => {
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
    people.identification.forget();
    await knownStations.refresh();
  };

  api.post(
    "/api/v1/groups/:id/leave",
    {
      config: { access: "group.leave", resource: "own account" },
      schema: {
        summary: "Leave a group",
        params: GroupParams,
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const account = accountIn(request);
      const group = await findGroup(db, request.params.id);
      if (group === undefined || !(await isMemberOf(db, group.id, account))) throw groupUnknown();
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
        params: GroupParams,
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
      const { id } = await demandGroup(context, request, reply, request.params.id);
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
        params: GroupParams.extend({ person: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = await demandGroup(context, request, reply, request.params.id);
      await takeMember(request, id, request.params.person, "groups.remove");
      return {};
    },
  );
};
