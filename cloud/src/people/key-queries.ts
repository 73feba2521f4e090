import { and, asc, eq, gt, inArray, isNull, or } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { apiKey, person } from "./tables.ts";

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
