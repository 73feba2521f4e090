import { randomUUIDv7 } from "node:crypto";
import * as z from "zod";
import { mayGive } from "../access/giving.ts";
import { may } from "../access/may.ts";
import { accountOf } from "../access/principal.ts";
import { type GrantedRole, grantedRoles } from "../access/roles.ts";
import type { Api } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { accountIn, actorOf, personIn } from "../people/account-routes.ts";
import { addressOf, EmailAddress } from "../people/addresses.ts";
import { countMailBy, mayMail } from "../people/limits.ts";
import { accountMail, invitationMail } from "../people/mails.ts";
import type { People } from "../people/people.ts";
import { findPerson, findPersonByEmail } from "../people/person-queries.ts";
import { grantsOf, putGrant } from "../people/role-queries.ts";
import { evenly } from "../people/sign-in.ts";
import { Nothing } from "../people/sign-in-routes.ts";
import { invitationsTo, putInvitation, takeInvitation } from "./invitation-queries.ts";
import {
  changeCircle,
  membersOf,
  otherAdministrators,
  putMembership,
  removeMembership,
  rolesIn,
} from "./membership-queries.ts";
import { organisationProblems } from "./problems.ts";
import {
  changeOrganisation,
  findOrganisation,
  insertOrganisation,
  listOrganisations,
} from "./queries.ts";
import { legalForms, programmeRelations } from "./tables.ts";

const INVITATION_MS = 30 * 86_400_000;
const Instant = z.iso.datetime();
const Title = z.string().trim().min(1).max(200);
const Circle = z.string().trim().min(1).max(40);
const Of = z.object({ id: z.uuid() });

const Organisation = z
  .object({
    id: z.uuid(),
    title: z.string(),
    summary: z.string(),
    legalForm: z.enum(legalForms),
    relation: z.enum(programmeRelations),
    place: z.string().optional(),
    website: z.string().optional(),
  })
  .meta({ id: "Organisation" });

const Given = z.strictObject({
  title: Title,
  legalForm: z.enum(legalForms),
  summary: z.string().trim().max(2_000).optional(),
  place: z.string().trim().max(200).optional(),
  website: z
    .url({ protocol: /^https?$/, hostname: z.regexes.domain })
    .max(500)
    .optional(),
});

type Row = NonNullable<Awaited<ReturnType<typeof findOrganisation>>>;

const shown = ({ place, website, visibility: _, ...row }: Row): z.infer<typeof Organisation> => ({
  ...row,
  ...(place === null ? {} : { place }),
  ...(website === null ? {} : { website }),
});

export const organisationRoutes = (api: Api, people: People): void => {
  const { records, audit, mail, identification } = people;
  const { db } = records;

  const demandOrganisation = async (id: string): Promise<Row> => {
    const found = await findOrganisation(db, id);
    if (found === undefined)
      throw new Problem(
        organisationProblems.organisation_unknown,
        "There is no organisation with this number.",
      );
    return found;
  };
  const resourceOf = (id: string) => ({ organisation: id, thing: id });

  api.get(
    "/api/v1/organisations",
    {
      config: { access: "organisation.read" },
      schema: {
        summary: "Organisations",
        querystring: z.object({
          search: z.string().max(100).optional(),
          cursor: z.uuid().optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: {
          200: z.object({ organisations: z.array(Organisation), next: z.uuid().optional() }),
          ...refusals,
        },
      },
    },
    async ({ query: { search, cursor, limit } }) => {
      const rows = await listOrganisations(db, { search, after: cursor, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? page.at(-1)?.id : undefined;
      return { organisations: page.map(shown), ...(next === undefined ? {} : { next }) };
    },
  );

  api.post(
    "/api/v1/organisations",
    {
      config: { access: "organisation.add" },
      schema: {
        summary: "Add an organisation; whoever adds it administers it",
        body: Given,
        response: { 201: Organisation, ...refusals },
      },
    },
    async (request, reply) => {
      const { title, summary = "", ...given } = request.body;
      const { principal } = request;
      const id = randomUUIDv7();
      const at = new Date(people.now());
      // The machine's administrator is no person: somebody is invited later.
      const maker = principal.kind === "administrator" ? undefined : accountIn(request);
      if (maker !== undefined && (await personIn(people, maker)).isMinor)
        throw new Problem(apiProblems.not_allowed, "This needs somebody of 15 or more.");
      await db.transaction(async (tx) => {
        await insertOrganisation(tx, id, title, summary, given);
        if (maker !== undefined) {
          await putMembership(tx, { of: id, member: maker, since: at });
          await putGrant(tx, {
            person: maker,
            role: "administrator",
            scopeKind: "organisation",
            scope: id,
            since: at,
          });
        }
        await audit.write(tx, { ...actorOf(request), action: "organisations.add", thing: id });
      });
      identification.forget();
      reply.code(201);
      return shown(await demandOrganisation(id));
    },
  );

  api.get(
    "/api/v1/organisations/:id",
    {
      config: { access: "organisation.read" },
      schema: {
        summary: "One organisation",
        params: Of,
        response: { 200: Organisation, ...refusals },
      },
    },
    async ({ params: { id } }) => shown(await demandOrganisation(id)),
  );

  api.patch(
    "/api/v1/organisations/:id",
    {
      config: { access: "organisation.change", resource: "handler" },
      schema: {
        summary: "Change an organisation",
        description: "Its relation to the programme is changed by administrators of the platform.",
        params: Of,
        body: Given.partial().extend({ relation: z.enum(programmeRelations).optional() }),
        response: { 200: Organisation, ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      request.demand(resourceOf(id));
      const before = await demandOrganisation(id);
      const { title, summary, ...given } = request.body;
      if (given.relation !== undefined && !may(request.principal, "organisation.change"))
        throw new Problem(
          apiProblems.not_allowed,
          'The "relation" to the programme is for administrators of the platform.',
        );
      await db.transaction(async (tx) => {
        await changeOrganisation(
          tx,
          id,
          {
            ...(title === undefined ? {} : { title }),
            ...(summary === undefined ? {} : { summary }),
          },
          Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
        );
        await audit.write(tx, {
          ...actorOf(request),
          action: "organisations.change",
          thing: id,
          before: shown(before),
          after: request.body,
        });
      });
      return shown(await demandOrganisation(id));
    },
  );

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
      await demandOrganisation(id);
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

  api.post(
    "/api/v1/organisations/:id/members",
    {
      config: { access: "organisation.members.change", resource: "handler" },
      schema: {
        summary: "Invite somebody by their address; the answer is the same for every address",
        params: Of,
        body: z.strictObject({
          email: EmailAddress,
          circle: Circle.optional(),
          role: z.enum(grantedRoles).optional(),
        }),
        response: { 202: Nothing, ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      request.demand(resourceOf(id));
      const { title } = await demandOrganisation(id);
      const { email, circle, role } = request.body;
      // A role is given by those who may give it, in person.
      if (
        role !== undefined &&
        !(request.principal.kind === "person" && mayGive(request.principal, role, resourceOf(id)))
      )
        throw new Problem(apiProblems.not_allowed, "You may not give a role in this organisation.");
      const { principal } = request;
      const inviter = accountOf(principal);
      if (inviter !== undefined) await countMailBy(people, inviter);
      const at = people.now();
      const send = db.transaction(async (tx) => {
        await putInvitation(tx, {
          organisation: id,
          email,
          circle: circle ?? null,
          role: role ?? null,
          invitedBy: principal.kind === "person" ? principal.id : null,
          created: new Date(at),
          expires: new Date(at + INVITATION_MS),
        });
        await audit.write(tx, {
          ...actorOf(request),
          action: "organisations.invite",
          thing: id,
          after: { circle: circle ?? null, role: role ?? null },
        });
        if (!(await mayMail(people, email, "invitation", tx))) return;
        // In the language of whoever reads it, else of whoever invites them.
        const reader =
          (await findPersonByEmail(tx, email)) ??
          (inviter === undefined ? undefined : await findPerson(tx, inviter));
        const words = invitationMail(new URL(people.publicUrl).origin, title);
        const to = { address: email, language: reader?.language ?? "fr" } as const;
        await mail.put(tx, accountMail(to, "organisations.invitation", words));
      });
      await evenly(send);
      reply.code(202);
      return {};
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

  /** Whether who invited with a role may give it still: an invitation outlives the right to send it. */
  const mayStillGive = async (
    invitedBy: string | null,
    role: GrantedRole,
    of: string,
  ): Promise<boolean> => {
    if (invitedBy === null) return false;
    const roles = await grantsOf(db, invitedBy, new Date(people.now()));
    return mayGive({ kind: "person", id: invitedBy, roles }, role, resourceOf(of));
  };

  const ownAddress = async (id: string): Promise<string | undefined> => {
    const person = await personIn(people, id);
    return person.emailVerified ? addressOf(person.email) : undefined;
  };

  api.get(
    "/api/v1/account/invitations",
    {
      config: { access: "account.read", resource: "own account" },
      schema: {
        summary: "Invitations to one's address",
        response: {
          200: z.object({
            invitations: z.array(
              z.object({
                id: z.uuid(),
                organisation: z.object({ id: z.uuid(), title: z.string() }),
                circle: z.string().optional(),
                role: z.enum(grantedRoles).optional(),
                expires: Instant,
              }),
            ),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const email = await ownAddress(accountIn(request));
      const rows =
        email === undefined ? [] : await invitationsTo(db, email, new Date(people.now()));
      return {
        invitations: rows.map(({ invitation, title }) => ({
          id: invitation.id,
          organisation: { id: invitation.organisation, title },
          ...(invitation.circle === null ? {} : { circle: invitation.circle }),
          ...(invitation.role === null ? {} : { role: invitation.role }),
          expires: invitation.expires.toISOString(),
        })),
      };
    },
  );

  api.post(
    "/api/v1/account/invitations/:id/accept",
    {
      config: { access: "account.secure", resource: "own account" },
      schema: {
        summary: "Accept an invitation",
        params: Of,
        response: { 200: z.object({ organisation: z.uuid() }), ...refusals },
      },
    },
    async (request) => {
      const person = accountIn(request);
      const email = await ownAddress(person);
      const at = new Date(people.now());
      const organisation = await db.transaction(async (tx) => {
        const taken =
          email === undefined ? undefined : await takeInvitation(tx, request.params.id, email, at);
        if (taken === undefined)
          throw new Problem(apiProblems.not_found, "There is no such invitation to your address.");
        const { organisation: of, circle, role, invitedBy } = taken;
        await putMembership(tx, { of, member: person, circle, since: at });
        const isGivable =
          role !== null &&
          !(await personIn(people, person)).isMinor &&
          (await mayStillGive(invitedBy, role, of));
        if (isGivable)
          await putGrant(tx, {
            person,
            role,
            scopeKind: "organisation",
            scope: of,
            grantedBy: invitedBy,
            since: at,
          });
        await audit.write(tx, {
          ...actorOf(request),
          action: "organisations.join",
          thing: of,
          after: { circle, role: isGivable ? role : null },
        });
        return of;
      });
      identification.forget();
      return { organisation };
    },
  );
};
