import { and, asc, eq, gt, isNull, ne, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Grant, Scope } from "../access/roles.ts";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import { person, roleGrant } from "./tables.ts";

export const scopeOf = (kind: Scope["kind"], id: string | null): Scope =>
  kind === "platform" || id === null ? { kind: "platform" } : { kind, id };

export interface GrantRow extends Grant {
  readonly id: string;
  readonly person: string;
  readonly scopeTitle: string | null;
  readonly until: Date | null;
}

export const grantsOf = async (tx: Queries, who: string, now: Date): Promise<GrantRow[]> => {
  const rows = await tx
    .select({ grant: roleGrant, title: thing.title })
    .from(roleGrant)
    .leftJoin(thing, eq(thing.id, roleGrant.scope))
    .where(and(eq(roleGrant.person, who), or(isNull(roleGrant.until), gt(roleGrant.until, now))));
  return rows.map(({ grant, title }) => ({
    id: grant.id,
    person: grant.person,
    role: grant.role,
    scope: scopeOf(grant.scopeKind, grant.scope),
    scopeTitle: title,
    until: grant.until,
  }));
};

/** The roles that are held in a scope itself, not in one that contains it. */
export const grantsIn = (tx: Queries, scope: Scope, now: Date) => {
  const giver = alias(person, "giver");
  return tx
    .select({ grant: roleGrant, name: person.name, givenBy: giver.name })
    .from(roleGrant)
    .innerJoin(person, eq(person.id, roleGrant.person))
    .leftJoin(giver, eq(giver.id, roleGrant.grantedBy))
    .where(
      and(
        eq(roleGrant.scopeKind, scope.kind),
        scope.kind === "platform" ? isNull(roleGrant.scope) : eq(roleGrant.scope, scope.id),
        or(isNull(roleGrant.until), gt(roleGrant.until, now)),
      ),
    )
    .orderBy(asc(person.name), asc(roleGrant.id))
    .limit(1_000);
};

export const findGrant = async (tx: Queries, id: string) =>
  (await tx.select().from(roleGrant).where(eq(roleGrant.id, id)))[0];

/** Gives the role, or changes its end; the id of the grant. */
export const putGrant = async (
  tx: Queries,
  given: typeof roleGrant.$inferInsert,
): Promise<string> => {
  const [row] = await tx
    .insert(roleGrant)
    .values(given)
    .onConflictDoUpdate({
      target: [roleGrant.person, roleGrant.role, roleGrant.scopeKind, roleGrant.scope],
      set: { until: given.until ?? null },
    })
    .returning({ id: roleGrant.id });
  return row?.id ?? "";
};

export const removeGrant = async (tx: Queries, id: string): Promise<void> => {
  await tx.delete(roleGrant).where(eq(roleGrant.id, id));
};

/** One at a time: whoever asks after this waits for the end of the transaction. */
export const lockAdministrators = async (tx: Queries): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(7309843)`);
};

/** Administrators of the platform who can sign in, but for one. */
export const countAdministrators = async (
  tx: Queries,
  now: Date,
  except?: string,
): Promise<number> => {
  const rows = await tx
    .select({ id: roleGrant.person })
    .from(roleGrant)
    .innerJoin(person, eq(person.id, roleGrant.person))
    .where(
      and(
        eq(roleGrant.role, "administrator"),
        eq(roleGrant.scopeKind, "platform"),
        or(isNull(roleGrant.until), gt(roleGrant.until, now)),
        isNull(person.closedAt),
        except === undefined ? undefined : ne(person.id, except),
      ),
    );
  return rows.length;
};
