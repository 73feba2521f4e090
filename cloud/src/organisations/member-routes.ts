import * as z from "zod";
import { may } from "../access/may.ts";
import { grantedRoles } from "../access/roles.ts";
import type { Api } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { accountIn, actorOf } from "../people/own-account.ts";
import type { People } from "../people/people.ts";
import { Circle, demandOrganisation, Of, resourceOf } from "./demand-organisation.ts";
import {
  changeCircle,
  membersOf,
  otherAdministrators,
  removeMembership,
  rolesIn,
} from "./membership-queries.ts";
import { organisationProblems } from "./problems.ts";

const Instant = z.iso.datetime();

/** Who belongs to an organisation. */
export const memberRoutes = (api: Api, people: People): void => {
  const { records, audit, identification } = people;
  const { db } = records;

  api.get(
    "/api/v1/organisations/:id/members",
    {
      config: { access: "organisation.members.read", resource: "handler" },
      schema: {
        summary: "Members of an organisation, for its members",
        params: Of,
        response: {
          200: z.object({
            members: z.array(
              z.object({
                person: z.uuid(),
                name: z.string(),
                circle: z.string().optional(),
                roles: z.array(z.enum(grantedRoles)),
                since: Instant,
              }),
            ),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      request.demand(resourceOf(id));
      await demandOrganisation(db, id);
      const roles = await rolesIn(db, id, new Date(people.now()));
      return {
        members: (await membersOf(db, id)).map(({ person, name, circle, since }) => ({
          person,
          name,
          ...(circle === null ? {} : { circle }),
          roles: roles.filter((grant) => grant.person === person).map(({ role }) => role),
          since: since.toISOString(),
        })),
      };
    },
  );

  api.patch(
    "/api/v1/organisations/:id/members/:person",
    {
      config: { access: "organisation.members.change", resource: "handler" },
      schema: {
        summary: "Move a member to another circle",
        params: Of.extend({ person: z.uuid() }),
        body: z.strictObject({ circle: Circle.nullable() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const { id, person } = request.params;
      request.demand(resourceOf(id));
      await db.transaction(async (tx) => {
        if (!(await changeCircle(tx, id, person, request.body.circle)))
          throw new Problem(apiProblems.not_found, "There is no such member.");
        await audit.write(tx, {
          ...actorOf(request),
          action: "organisations.circle",
          thing: id,
          after: { person, circle: request.body.circle },
        });
      });
      identification.forget();
      return {};
    },
  );

  /** Takes somebody out, with their roles; an organisation keeps somebody who administers it. */
  const takeOut = async (
    request: Parameters<typeof actorOf>[0],
    id: string,
    person: string,
    action: "organisations.leave" | "organisations.remove",
  ): Promise<void> => {
    await db.transaction(async (tx) => {
      const isAdministrator = (await rolesIn(tx, id, new Date(people.now()))).some(
        (grant) => grant.person === person && grant.role === "administrator",
      );
      if (isAdministrator && (await otherAdministrators(tx, id, person)) === 0)
        throw new Problem(
          organisationProblems.last_of_organisation,
          "This is the only administrator of the organisation: make somebody else administrator first.",
        );
      if (!(await removeMembership(tx, id, person)))
        throw new Problem(apiProblems.not_found, "There is no such member.");
      await audit.write(tx, { ...actorOf(request), action, thing: id, before: { person } });
    });
    identification.forget();
  };

  api.delete(
    "/api/v1/organisations/:id/members/:person",
    {
      config: { access: "organisation.members.change", resource: "handler" },
      schema: {
        summary: "Take a member out",
        params: Of.extend({ person: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const { id, person } = request.params;
      request.demand(resourceOf(id));
      const roles = await rolesIn(db, id, new Date(people.now()));
      // A coordinator removes no administrator: that takes a role away.
      const hasRole = roles.some((grant) => grant.person === person);
      if (hasRole && !may(request.principal, "roles.grant", resourceOf(id)))
        throw new Problem(
          apiProblems.not_allowed,
          "This member has a role: an administrator of the organisation takes it back first.",
        );
      await takeOut(request, id, person, "organisations.remove");
      return {};
    },
  );

  api.post(
    "/api/v1/organisations/:id/leave",
    {
      config: { access: "organisation.leave", resource: "own account" },
      schema: {
        summary: "Leave an organisation",
        params: Of,
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      await takeOut(request, request.params.id, accountIn(request), "organisations.leave");
      return {};
    },
  );
};
