import { and, asc, eq, gt, lt, ne, sql } from "drizzle-orm";
import { person, roleGrant } from "../people/tables.ts";
import type { Queries } from "../records/database.ts";
import { type PageOfThings, publicThings } from "../things/search.ts";
import { thing } from "../things/tables.ts";
import { invitation, membership, organisation } from "./tables.ts";

const shown = {
  id: organisation.id,
  title: thing.title,
  summary: thing.summary,
  visibility: thing.visibility,
  legalForm: organisation.legalForm,
  relation: organisation.relation,
  place: organisation.place,
  website: organisation.website,
};

export const insertOrganisation = async (
  tx: Queries,
  id: string,
  title: string,
  summary: string,
  given: Omit<typeof organisation.$inferInsert, "id">,
): Promise<void> => {
  await tx.insert(thing).values({
    id,
    kind: "organisation",
    title,
    summary,
    status: "published",
    visibility: "public",
  });
  await tx.insert(organisation).values({ ...given, id });
};

export const findOrganisation = async (tx: Queries, id: string) =>
  (
    await tx
      .select(shown)
      .from(organisation)
      .innerJoin(thing, eq(thing.id, organisation.id))
      .where(eq(organisation.id, id))
  )[0];

export const changeOrganisation = async (
  tx: Queries,
  id: string,
  ofThing: Partial<Pick<typeof thing.$inferInsert, "title" | "summary">>,
  given: Partial<typeof organisation.$inferInsert>,
): Promise<void> => {
  if (Object.keys(ofThing).length > 0) await tx.update(thing).set(ofThing).where(eq(thing.id, id));
  if (Object.keys(given).length > 0)
    await tx.update(organisation).set(given).where(eq(organisation.id, id));
};

export const listOrganisations = (tx: Queries, page: PageOfThings) =>
  tx
    .select(shown)
    .from(organisation)
    .innerJoin(thing, eq(thing.id, organisation.id))
    .where(and(publicThings(page, organisation.id), eq(thing.status, "published")))
    .orderBy(asc(organisation.id))
    .limit(page.limit);

export const membersOf = (tx: Queries, of: string) =>
  tx
    .select({
      person: person.id,
      name: person.name,
      circle: membership.circle,
      since: membership.since,
    })
    .from(membership)
    .innerJoin(person, eq(person.id, membership.member))
    .where(eq(membership.of, of))
    .orderBy(asc(person.name))
    .limit(5_000);

export const rolesIn = (tx: Queries, of: string, now: Date) =>
  tx
    .select({ person: roleGrant.person, role: roleGrant.role })
    .from(roleGrant)
    .where(
      and(
        eq(roleGrant.scope, of),
        eq(roleGrant.scopeKind, "organisation"),
        sql`(${roleGrant.until} is null or ${roleGrant.until} > ${now})`,
      ),
    );

export const putMembership = async (
  tx: Queries,
  given: typeof membership.$inferInsert,
): Promise<void> => {
  await tx
    .insert(membership)
    .values(given)
    .onConflictDoUpdate({
      target: [membership.of, membership.member],
      set: { circle: given.circle ?? null },
    });
};

/** False when the person was no member. */
export const changeCircle = async (
  tx: Queries,
  of: string,
  member: string,
  circle: string | null,
): Promise<boolean> =>
  (
    await tx
      .update(membership)
      .set({ circle })
      .where(and(eq(membership.of, of), eq(membership.member, member)))
      .returning({ id: membership.id })
  ).length > 0;

/** The membership, and the roles in the organisation with it. */
export const removeMembership = async (
  tx: Queries,
  of: string,
  member: string,
): Promise<boolean> => {
  await tx
    .delete(roleGrant)
    .where(
      and(
        eq(roleGrant.scope, of),
        eq(roleGrant.scopeKind, "organisation"),
        eq(roleGrant.person, member),
      ),
    );
  const gone = await tx
    .delete(membership)
    .where(and(eq(membership.of, of), eq(membership.member, member)))
    .returning({ id: membership.id });
  return gone.length > 0;
};

/** Who else administers the organisation. Waits for others who ask the same. */
export const otherAdministrators = async (
  tx: Queries,
  of: string,
  except: string,
): Promise<number> => {
  await tx.select({ id: thing.id }).from(thing).where(eq(thing.id, of)).for("update");
  const rows = await tx
    .select({ person: roleGrant.person })
    .from(roleGrant)
    .where(
      and(
        eq(roleGrant.scope, of),
        eq(roleGrant.scopeKind, "organisation"),
        eq(roleGrant.role, "administrator"),
        ne(roleGrant.person, except),
      ),
    );
  return rows.length;
};

export const putInvitation = async (
  tx: Queries,
  given: typeof invitation.$inferInsert,
): Promise<void> => {
  const { circle = null, role = null, expires, created, invitedBy = null } = given;
  await tx
    .insert(invitation)
    .values(given)
    .onConflictDoUpdate({
      target: [invitation.organisation, invitation.email],
      set: { circle, role, expires, created, invitedBy },
    });
};

export const invitationsTo = (tx: Queries, email: string, now: Date) =>
  tx
    .select({ invitation, title: thing.title })
    .from(invitation)
    .innerJoin(thing, eq(thing.id, invitation.organisation))
    .where(and(eq(invitation.email, email), gt(invitation.expires, now)));

/** The invitation, gone; undefined when it was for another address, or accepted before. */
export const takeInvitation = async (tx: Queries, id: string, email: string, now: Date) =>
  (
    await tx
      .delete(invitation)
      .where(and(eq(invitation.id, id), eq(invitation.email, email), gt(invitation.expires, now)))
      .returning()
  )[0];

export const removeInvitationsTo = async (tx: Queries, email: string): Promise<void> => {
  await tx.delete(invitation).where(eq(invitation.email, email));
};

export const removeOldInvitations = async (tx: Queries, now: Date): Promise<void> => {
  await tx.delete(invitation).where(lt(invitation.expires, now));
};
