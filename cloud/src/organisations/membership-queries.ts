import { and, asc, eq, ne, sql } from "drizzle-orm";
import type { Membership } from "../access/roles.ts";
import { person, roleGrant } from "../people/tables.ts";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import { membership } from "./tables.ts";

export const membershipsOf = async (tx: Queries, who: string): Promise<Membership[]> => {
  const rows = await tx
    .select({ of: membership.of, circle: membership.circle })
    .from(membership)
    .where(eq(membership.member, who));
  return rows.map(({ of, circle }) => (circle === null ? { of } : { of, circle }));
};

export const membershipsWithTitles = (tx: Queries, who: string) =>
  tx
    .select({
      id: membership.of,
      title: thing.title,
      kind: thing.kind,
      circle: membership.circle,
      since: membership.since,
    })
    .from(membership)
    .innerJoin(thing, eq(thing.id, membership.of))
    .where(eq(membership.member, who))
    .orderBy(asc(thing.title));

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
