import * as z from "zod";
import { mayGive } from "../access/giving.ts";
import type { Resource } from "../access/may.ts";
import {
  type GrantedRole,
  grantedRoles,
  type Scope as RoleScope,
  scopeKinds,
} from "../access/roles.ts";
import type { Api, Asking } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { pageOf, pageParameters } from "../api/page-of-list.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { maskAddress } from "../outbox/mask.ts";
import { Scope } from "./account-answer.ts";
import { addressOf } from "./addresses.ts";
import { demandAnotherAdministrator } from "./erasure.ts";
import { resourceOfScope } from "./mandates.ts";
import { actorOf, demandFreshSession, personIn } from "./own-account.ts";
import type { People } from "./people.ts";
import { changePerson, listPeople, type Person } from "./person-queries.ts";
import { Printed, printAnotherCode } from "./printed-code.ts";
import { peopleProblems } from "./problems.ts";
import { findGrant, grantsIn, grantsOf, putGrant, removeGrant, scopeOf } from "./role-queries.ts";
import { removeSessions } from "./session-queries.ts";

const Instant = z.iso.datetime();
const Role = z.enum(grantedRoles);

const Shown = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string().optional().meta({ description: "Masked" }),
  signInName: z.string().optional(),
  created: Instant,
  lastSeen: Instant.optional(),
  closed: Instant.optional(),
  roles: z.array(z.object({ id: z.uuid(), role: Role, scope: Scope, until: Instant.optional() })),
});

const scopeFrom = ({
  kind,
  id,
}: {
  kind: RoleScope["kind"];
  id?: string | undefined;
}): RoleScope => {
  if ((kind === "platform") !== (id === undefined))
    throw new Problem(
      apiProblems.invalid_request,
      'A role for the platform has no "id" in its scope, and every other has one.',
    );
  return scopeOf(kind, id ?? null);
};

/** What a role in this scope reaches: who may give it must administer all of that. */
const resourceOf = async (people: People, scope: RoleScope): Promise<Resource> => {
  const found = await resourceOfScope(people.records.db, scope);
  if (found === undefined)
    throw new Problem(apiProblems.invalid_request, `The scope names no ${scope.kind} that exists.`);
  return found;
};

/** Refuses who may not give this role to somebody for that. */
const demandToGive = (request: Asking, role: GrantedRole, resource: Resource): void => {
  request.demand(resource);
  if (!mayGive(request.principal, role, resource))
    throw new Problem(
      apiProblems.not_allowed,
      `You may not give the role "${role}" here: ask somebody who administers this scope.`,
    );
};

/** People and their roles, for administrators. */
export const adminRoutes = (api: Api, people: People): void => {
  const { records, audit, identification } = people;
  const { db } = records;

  const shown = async (person: Person): Promise<z.infer<typeof Shown>> => {
    const email = addressOf(person.email);
    const grants = await grantsOf(db, person.id, new Date(people.now()));
    return {
      id: person.id,
      name: person.name,
      ...(email === undefined ? {} : { email: maskAddress(email) }),
      ...(person.signInName === null ? {} : { signInName: person.signInName }),
      created: person.createdAt.toISOString(),
      ...(person.lastSeen === null ? {} : { lastSeen: person.lastSeen.toISOString() }),
      ...(person.closedAt === null ? {} : { closed: person.closedAt.toISOString() }),
      roles: grants.map(({ id, role, scope, scopeTitle, until }) => ({
        id,
        role,
        scope: { ...scope, ...(scopeTitle === null ? {} : { title: scopeTitle }) },
        ...(until === null ? {} : { until: until.toISOString() }),
      })),
    };
  };

  api.get(
    "/api/v1/admin/people",
    {
      config: { access: "people.read" },
      schema: {
        summary: "People with an account",
        querystring: pageParameters,
        response: {
          200: z.object({ people: z.array(Shown), next: z.uuid().optional() }),
          ...refusals,
        },
      },
    },
    async ({ query: { search, cursor, limit } }) => {
      const rows = await listPeople(db, { search, after: cursor, limit: limit + 1 });
      const { page, ...next } = pageOf(rows, limit);
      return { people: await Promise.all(page.map(shown)), ...next };
    },
  );

  const Of = z.object({ id: z.uuid() });

  api.get(
    "/api/v1/admin/people/:id",
    {
      config: { access: "people.read" },
      schema: { summary: "One person", params: Of, response: { 200: Shown, ...refusals } },
    },
    async ({ params: { id } }) => shown(await personIn(people, id)),
  );

  for (const act of ["close", "open"] as const)
    api.post(
      `/api/v1/admin/people/:id/${act}`,
      {
        config: { access: "people.change" },
        schema: {
          summary:
            act === "close"
              ? "Close an account: its sessions end, and nobody signs in"
              : "Open a closed account again",
          params: Of,
          response: { 200: Nothing, ...refusals },
        },
      },
      async (request) => {
        const person = await personIn(people, request.params.id);
        const at = new Date(people.now());
        await db.transaction(async (tx) => {
          if (act === "close") {
            await demandAnotherAdministrator(people, tx, person.id);
            await removeSessions(tx, person.id);
          }
          await changePerson(tx, person.id, { closedAt: act === "close" ? at : null }, at);
          await audit.write(tx, { ...actorOf(request), action: `people.${act}`, thing: person.id });
        });
        identification.forget();
        return {};
      },
    );

  api.post(
    "/api/v1/admin/people/:id/code",
    {
      config: { access: "people.change" },
      schema: {
        summary: "Print another code for somebody without an address who has lost theirs",
        params: Of,
        response: { 200: Printed, ...refusals },
      },
    },
    async (request, reply) => {
      if (request.principal.kind === "person") demandFreshSession(people, request);
      const person = await personIn(people, request.params.id);
      reply.header("cache-control", "no-store");
      return printAnotherCode(people, request, person);
    },
  );

  api.post(
    "/api/v1/admin/people/:id/roles",
    {
      config: { access: "roles.give", resource: "handler" },
      schema: {
        summary: "Give a role in a scope that one administers",
        description:
          "Who coordinates a scope gives the roles of host and contributor there; who administers it gives all of them.",
        params: Of,
        body: z.strictObject({
          role: Role,
          scope: z.strictObject({ kind: z.enum(scopeKinds), id: z.uuid().optional() }),
          until: Instant.optional(),
        }),
        response: { 201: z.object({ id: z.uuid() }), ...refusals },
      },
    },
    async (request, reply) => {
      const { role, scope: given, until } = request.body;
      const scope = scopeFrom(given);
      demandToGive(request, role, await resourceOf(people, scope));
      if (request.principal.kind === "person") demandFreshSession(people, request);
      const person = await personIn(people, request.params.id);
      if (person.isMinor)
        throw new Problem(apiProblems.conflict, "A child under 15 is given no role.");
      const at = new Date(people.now());
      const id = await db.transaction(async (tx) => {
        // An end of the role of the only administrator would leave the platform without one.
        if (role === "administrator" && scope.kind === "platform" && until !== undefined)
          await demandAnotherAdministrator(people, tx, person.id);
        const made = await putGrant(tx, {
          person: person.id,
          role,
          scopeKind: scope.kind,
          scope: scope.kind === "platform" ? null : scope.id,
          grantedBy: request.principal.kind === "person" ? request.principal.id : null,
          since: at,
          until: until === undefined ? null : new Date(until),
        });
        await audit.write(tx, {
          ...actorOf(request),
          action: "people.role_given",
          thing: person.id,
          after: { role, scope, until: until ?? null },
        });
        return made;
      });
      identification.forget();
      reply.code(201);
      return { id };
    },
  );

  api.get(
    "/api/v1/admin/roles",
    {
      config: { access: "roles.give", resource: "handler" },
      schema: {
        summary: "Who has which role in a scope that one coordinates or administers",
        querystring: z.object({ kind: z.enum(scopeKinds), id: z.uuid().optional() }),
        response: {
          200: z.object({
            grants: z.array(
              z.object({
                id: z.uuid(),
                person: z.uuid(),
                name: z.string(),
                role: Role,
                since: Instant,
                until: Instant.optional(),
                givenBy: z.string().optional().meta({ description: "Their name" }),
              }),
            ),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const scope = scopeFrom(request.query);
      request.demand(await resourceOf(people, scope));
      const rows = await grantsIn(db, scope, new Date(people.now()));
      return {
        grants: rows.map(({ grant, name, givenBy }) => ({
          id: grant.id,
          person: grant.person,
          name,
          role: grant.role,
          since: grant.since.toISOString(),
          ...(grant.until === null ? {} : { until: grant.until.toISOString() }),
          ...(givenBy === null ? {} : { givenBy }),
        })),
      };
    },
  );

  api.delete(
    "/api/v1/admin/people/:id/roles/:grant",
    {
      config: { access: "roles.give", resource: "handler" },
      schema: {
        summary: "Take a role back",
        params: Of.extend({ grant: z.uuid() }),
        response: { 200: Nothing, ...refusals },
      },
    },
    async (request) => {
      const { id: who, grant: grantId } = request.params;
      const grant = await findGrant(db, grantId);
      // A grant that is not there is answered to those who might have taken it back.
      if (grant === undefined || grant.person !== who) {
        request.demand({});
        throw new Problem(peopleProblems.person_unknown, "There is no such role of this person.");
      }
      const scope = scopeOf(grant.scopeKind, grant.scope);
      demandToGive(request, grant.role, await resourceOf(people, scope));
      await db.transaction(async (tx) => {
        if (grant.role === "administrator" && grant.scopeKind === "platform")
          await demandAnotherAdministrator(people, tx, who);
        await removeGrant(tx, grantId);
        await audit.write(tx, {
          ...actorOf(request),
          action: "people.role_taken",
          thing: who,
          before: { role: grant.role, scope },
        });
      });
      identification.forget();
      return {};
    },
  );
};
