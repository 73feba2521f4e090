import * as z from "zod";
import { mayGive } from "../access/giving.ts";
import { accountOf } from "../access/principal.ts";
import { type GrantedRole, grantedRoles } from "../access/roles.ts";
import type { Api } from "../api/api.ts";
import { Nothing } from "../api/nothing.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { addressOf, EmailAddress } from "../people/addresses.ts";
import { countMailBy, mayMail } from "../people/limits.ts";
import { accountMail, invitationMail } from "../people/mails.ts";
import { accountIn, actorOf, personIn } from "../people/own-account.ts";
import type { People } from "../people/people.ts";
import { findPerson, findPersonByEmail } from "../people/person-queries.ts";
import { grantsOf, putGrant } from "../people/role-queries.ts";
import { evenly } from "../people/sign-in.ts";
import type { Queries } from "../records/database.ts";
import { Circle, demandOrganisation, Of, resourceOf } from "./demand-organisation.ts";
import { invitationsTo, putInvitation, takeInvitation } from "./invitation-queries.ts";
import { putMembership } from "./membership-queries.ts";

const INVITATION_MS = 30 * 86_400_000;

/** Invitations: sent by an organisation, seen and accepted by whoever has the address. */
export const invitationRoutes = (api: Api, people: People): void => {
  const { records, audit, mail, identification } = people;
  const { db } = records;

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
      const { title } = await demandOrganisation(db, id);
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

  /** Whether who invited with a role may give it still: an invitation outlives the right to send it. */
  const mayStillGive = async (
    tx: Queries,
    invitedBy: string | null,
    role: GrantedRole,
    of: string,
  ): Promise<boolean> => {
    if (invitedBy === null) return false;
    const roles = await grantsOf(tx, invitedBy, new Date(people.now()));
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
                expires: z.iso.datetime(),
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
        // By the connection that the transaction has: were each to want another one, nobody had any.
        const isGivable =
          role !== null &&
          (await findPerson(tx, person))?.isMinor === false &&
          (await mayStillGive(tx, invitedBy, role, of));
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
