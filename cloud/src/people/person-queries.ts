import { and, asc, eq, gt, ilike, isNull, lt, lte, or, type SQL } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";
import { person } from "./tables.ts";

export type Person = typeof person.$inferSelect;

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
