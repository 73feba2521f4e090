import {
  and,
  asc,
  desc,
  eq,
  gt,
  ilike,
  inArray,
  isNull,
  lt,
  lte,
  ne,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Grant, Membership, Scope } from "../access/roles.ts";
import { membership } from "../organisations/tables.ts";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import {
  apiKey,
  attemptCount,
  consent,
  mandate,
  passkey,
  person,
  roleGrant,
  session,
  signInLink,
  signInMethod,
  twoFactor,
  usedCode,
  verification,
} from "./tables.ts";

export type Person = typeof person.$inferSelect;
export type SignInLink = typeof signInLink.$inferSelect;
export type Mandate = typeof mandate.$inferSelect;
export type Consent = typeof consent.$inferSelect;

/* People */

export const insertPerson = async (
  tx: Queries,
  given: Omit<typeof person.$inferInsert, "createdAt" | "updatedAt"> & { readonly id: string },
  now: Date,
): Promise<void> => {
  await tx.insert(thing).values({
    id: given.id,
    kind: "person",
    title: given.name,
    status: "published",
    visibility: "private",
  });
  await tx.insert(person).values({ ...given, createdAt: now, updatedAt: now });
};

export const findPerson = async (tx: Queries, id: string): Promise<Person | undefined> =>
  (await tx.select().from(person).where(eq(person.id, id)))[0];

export const findPersonByEmail = async (tx: Queries, email: string): Promise<Person | undefined> =>
  (await tx.select().from(person).where(eq(person.email, email)))[0];

export const findPersonBySignInName = async (
  tx: Queries,
  name: string,
): Promise<Person | undefined> =>
  (await tx.select().from(person).where(eq(person.signInName, name)))[0];

export const changePerson = async (
  tx: Queries,
  id: string,
  change: Partial<typeof person.$inferInsert>,
  now: Date,
): Promise<void> => {
  await tx
    .update(person)
    .set({ ...change, updatedAt: now })
    .where(eq(person.id, id));
  if (change.name !== undefined)
    await tx.update(thing).set({ title: change.name }).where(eq(thing.id, id));
};

/** False when the printed code was replaced before. */
export const takeCodeChange = async (tx: Queries, id: string): Promise<boolean> =>
  (
    await tx
      .update(person)
      .set({ codeMustChange: false })
      .where(and(eq(person.id, id), person.codeMustChange))
      .returning({ id: person.id })
  ).length > 0;

/** All that hangs on the person goes with the thing. */
export const removePerson = async (tx: Queries, id: string): Promise<void> => {
  await tx.delete(thing).where(eq(thing.id, id));
};

/** By a part of the name, or by the whole address: parts of it would spell a masked one out. */
export const listPeople = (
  tx: Queries,
  {
    search,
    after,
    limit,
  }: { search?: string | undefined; after?: string | undefined; limit: number },
): Promise<Person[]> => {
  const word = search === undefined ? undefined : `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  const conditions: (SQL | undefined)[] = [
    after === undefined ? undefined : gt(person.id, after),
    word === undefined
      ? undefined
      : or(ilike(person.name, word), eq(person.email, search?.toLowerCase() ?? "")),
  ];
  return tx
    .select()
    .from(person)
    .where(and(...conditions))
    .orderBy(asc(person.id))
    .limit(limit);
};

/** Minors whose parents did not consent in time. */
export const minorsWithoutConsent = (tx: Queries, before: Date): Promise<{ id: string }[]> =>
  tx
    .select({ id: person.id })
    .from(person)
    .where(and(person.isMinor, isNull(person.parentConsentAt), lt(person.createdAt, before)));

/** Those under 15 who are 15 today: `today` is a day, "2026-11-26". */
export const minorsOfFifteen = (tx: Queries, today: string): Promise<Person[]> =>
  tx
    .select()
    .from(person)
    .where(and(person.isMinor, lte(person.fifteenOn, today)));

/* Roles */

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

export const findThing = async (tx: Queries, id: string) =>
  (await tx.select().from(thing).where(eq(thing.id, id)))[0];

/* Sessions */

export const findSession = async (tx: Queries, hash: string, now: Date) =>
  (
    await tx
      .select({ session, person, mandate })
      .from(session)
      .innerJoin(person, eq(person.id, session.userId))
      .leftJoin(mandate, eq(mandate.id, session.mandate))
      .where(and(eq(session.token, hash), gt(session.expiresAt, now)))
  )[0];

export const touchSession = async (tx: Queries, id: string, who: string, now: Date) => {
  await tx.update(session).set({ updatedAt: now }).where(eq(session.id, id));
  await tx.update(person).set({ lastSeen: now }).where(eq(person.id, who));
};

export const sessionsOf = (tx: Queries, who: string, now: Date) =>
  tx
    .select({ session, mandate })
    .from(session)
    .leftJoin(mandate, eq(mandate.id, session.mandate))
    .where(and(eq(session.userId, who), gt(session.expiresAt, now)))
    .orderBy(desc(session.updatedAt));

export const removeSession = async (tx: Queries, id: string, who: string): Promise<boolean> =>
  (
    await tx
      .delete(session)
      .where(and(eq(session.id, id), eq(session.userId, who)))
      .returning({ id: session.id })
  ).length > 0;

export const removeSessionByToken = async (tx: Queries, hash: string): Promise<void> => {
  await tx.delete(session).where(eq(session.token, hash));
};

export const removeSessions = async (tx: Queries, who: string, except?: string): Promise<void> => {
  await tx
    .delete(session)
    .where(and(eq(session.userId, who), except === undefined ? undefined : ne(session.id, except)));
};

export const setSessionMandate = async (
  tx: Queries,
  id: string,
  mandateId: string | null,
): Promise<void> => {
  await tx.update(session).set({ mandate: mandateId }).where(eq(session.id, id));
};

/* Ways to sign in */

export const findPassword = async (tx: Queries, who: string) =>
  (
    await tx
      .select()
      .from(signInMethod)
      .where(and(eq(signInMethod.userId, who), eq(signInMethod.providerId, "credential")))
  )[0];

export const putPassword = async (
  tx: Queries,
  who: string,
  hash: string,
  now: Date,
): Promise<void> => {
  await tx
    .insert(signInMethod)
    .values({
      userId: who,
      accountId: who,
      providerId: "credential",
      password: hash,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoUpdate({
      target: [signInMethod.userId, signInMethod.providerId],
      set: { password: hash, updatedAt: now },
    });
};

export const removePassword = async (tx: Queries, who: string): Promise<void> => {
  await tx
    .delete(signInMethod)
    .where(and(eq(signInMethod.userId, who), eq(signInMethod.providerId, "credential")));
};

/** False when the code was used before. */
export const useCode = async (
  tx: Queries,
  who: string,
  codeHash: string,
  now: Date,
): Promise<boolean> =>
  (
    await tx
      .insert(usedCode)
      .values({ person: who, code: codeHash, at: now })
      .onConflictDoNothing()
      .returning({ code: usedCode.code })
  ).length > 0;

export const passkeysOf = (tx: Queries, who: string) =>
  tx
    .select({ id: passkey.id, name: passkey.name, created: passkey.createdAt })
    .from(passkey)
    .where(eq(passkey.userId, who))
    .orderBy(asc(passkey.createdAt));

export const removePasskey = async (tx: Queries, id: string, who: string): Promise<boolean> =>
  (
    await tx
      .delete(passkey)
      .where(and(eq(passkey.id, id), eq(passkey.userId, who)))
      .returning({ id: passkey.id })
  ).length > 0;

export const findTwoFactor = async (tx: Queries, who: string) =>
  (await tx.select().from(twoFactor).where(eq(twoFactor.userId, who)))[0];

export const removeTwoFactor = async (tx: Queries, who: string): Promise<void> => {
  await tx.delete(twoFactor).where(eq(twoFactor.userId, who));
};

/* Links */

export const insertLink = async (
  tx: Queries,
  given: typeof signInLink.$inferInsert,
): Promise<void> => {
  await tx.insert(signInLink).values(given);
};

const isGood = (hash: string, now: Date) =>
  and(eq(signInLink.token, hash), isNull(signInLink.used), gt(signInLink.expires, now));

export const findLink = async (
  tx: Queries,
  hash: string,
  now: Date,
): Promise<SignInLink | undefined> =>
  (await tx.select().from(signInLink).where(isGood(hash, now)))[0];

/** The link, marked as used; undefined when it was used before, also a moment before. */
export const consumeLink = async (
  tx: Queries,
  hash: string,
  now: Date,
): Promise<SignInLink | undefined> =>
  (await tx.update(signInLink).set({ used: now }).where(isGood(hash, now)).returning())[0];

export const removeLinksOf = async (
  tx: Queries,
  { kind, who }: { kind?: SignInLink["kind"]; who?: string },
): Promise<void> => {
  await tx
    .delete(signInLink)
    .where(
      and(
        kind === undefined ? undefined : eq(signInLink.kind, kind),
        who === undefined ? undefined : eq(signInLink.person, who),
      ),
    );
};

/** Links to an address that no account had when they were sent. */
export const removeLinksTo = async (tx: Queries, email: string): Promise<void> => {
  await tx.delete(signInLink).where(eq(signInLink.email, email));
};

const DAY_MS = 86_400_000;

/** What has expired: links, waits, codes, sessions. */
export const removeExpired = async (tx: Queries, now: Date): Promise<void> => {
  const yesterday = new Date(now.getTime() - DAY_MS);
  await tx.delete(signInLink).where(lt(signInLink.expires, yesterday));
  await tx.delete(verification).where(lt(verification.expiresAt, now));
  await tx.delete(usedCode).where(lt(usedCode.at, yesterday));
  await tx.delete(session).where(lt(session.expiresAt, now));
  await tx.delete(attemptCount).where(lt(attemptCount.until, now));
};

/** Counts one attempt, also among those that come at the same moment; false when there were too many. */
export const takeAttempt = async (
  tx: Queries,
  key: string,
  { most, withinMs, now }: { most: number; withinMs: number; now: number },
): Promise<boolean> => {
  const at = new Date(now);
  const until = new Date(now + withinMs);
  const isOver = sql`${attemptCount.until} <= ${at.toISOString()}`;
  const [row] = await tx
    .insert(attemptCount)
    .values({ key, made: 1, until })
    .onConflictDoUpdate({
      target: attemptCount.key,
      set: {
        // One more than the most is enough to know.
        made: sql`case when ${isOver} then 1 else least(${attemptCount.made}, ${most}) + 1 end`,
        until: sql`case when ${isOver} then ${until.toISOString()}::timestamptz else ${attemptCount.until} end`,
      },
    })
    .returning({ made: attemptCount.made });
  return (row?.made ?? 1) <= most;
};

/* Consents */

export const insertConsent = async (
  tx: Queries,
  given: typeof consent.$inferInsert,
): Promise<void> => {
  await tx.insert(consent).values(given);
};

export const consentsOf = (tx: Queries, who: string): Promise<Consent[]> =>
  tx.select().from(consent).where(eq(consent.person, who)).orderBy(desc(consent.at));

/* Keys of programs */

export const insertKey = async (tx: Queries, given: typeof apiKey.$inferInsert): Promise<void> => {
  await tx.insert(apiKey).values(given);
};

export const keysOf = (tx: Queries, who: string) =>
  tx.select().from(apiKey).where(eq(apiKey.person, who)).orderBy(asc(apiKey.created));

export const removeKey = async (tx: Queries, id: string, who: string): Promise<boolean> =>
  (
    await tx
      .delete(apiKey)
      .where(and(eq(apiKey.id, id), eq(apiKey.person, who)))
      .returning({ id: apiKey.id })
  ).length > 0;

export const findKey = async (tx: Queries, hash: string, now: Date) =>
  (
    await tx
      .select({ key: apiKey, person })
      .from(apiKey)
      .innerJoin(person, eq(person.id, apiKey.person))
      .where(and(eq(apiKey.hash, hash), or(isNull(apiKey.until), gt(apiKey.until, now))))
  )[0];

export const touchKey = async (tx: Queries, id: string, now: Date): Promise<void> => {
  await tx.update(apiKey).set({ lastUsed: now }).where(eq(apiKey.id, id));
};

/** What programs are called, by their keys. */
export const keyNames = (tx: Queries, ids: readonly string[]) =>
  tx
    .select({ id: apiKey.id, name: apiKey.name })
    .from(apiKey)
    .where(inArray(apiKey.id, [...ids]));

/* Mandates */

export const insertMandate = async (
  tx: Queries,
  given: typeof mandate.$inferInsert,
): Promise<string> =>
  (await tx.insert(mandate).values(given).returning({ id: mandate.id }))[0]?.id ?? "";

/** A mandate that counts now. */
export const findMandate = async (
  tx: Queries,
  { mediator, who }: { mediator: string; who: string },
  now: Date,
): Promise<Mandate | undefined> =>
  (
    await tx
      .select()
      .from(mandate)
      .where(
        and(
          eq(mandate.mediator, mediator),
          eq(mandate.person, who),
          isNull(mandate.revoked),
          gt(mandate.until, now),
        ),
      )
      .orderBy(desc(mandate.until))
      .limit(1)
  )[0];

export const mandatesBy = (tx: Queries, mediator: string) =>
  tx
    .select({ mandate, person })
    .from(mandate)
    .innerJoin(person, eq(person.id, mandate.person))
    .where(eq(mandate.mediator, mediator))
    .orderBy(asc(person.name), desc(mandate.since));

export const mandatesOver = (tx: Queries, who: string): Promise<Mandate[]> =>
  tx.select().from(mandate).where(eq(mandate.person, who)).orderBy(desc(mandate.since));

/** The mandates over somebody end on this day at the latest. */
export const endMandatesBy = async (tx: Queries, who: string, end: Date): Promise<void> => {
  await tx
    .update(mandate)
    .set({ until: end })
    .where(and(eq(mandate.person, who), gt(mandate.until, end)));
};

/** False when there is no such mandate, or it was revoked before. */
export const revokeMandate = async (
  tx: Queries,
  id: string,
  of: { readonly mediator?: string; readonly who?: string },
  now: Date,
): Promise<boolean> =>
  (
    await tx
      .update(mandate)
      .set({ revoked: now })
      .where(
        and(
          eq(mandate.id, id),
          isNull(mandate.revoked),
          of.mediator === undefined ? undefined : eq(mandate.mediator, of.mediator),
          of.who === undefined ? undefined : eq(mandate.person, of.who),
        ),
      )
      .returning({ id: mandate.id })
  ).length > 0;
