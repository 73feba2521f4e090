import { eq, inArray, or } from "drizzle-orm";
import { auditEntry } from "../audit/tables.ts";
import type { Queries } from "../records/database.ts";
import { thing } from "./tables.ts";

/**
 * Erases things and all that hangs on them: rows that point to them go with them or stay without them, as
 * their tables say. What the audit tells of them keeps the act and loses the values. Gives how many were
 * there.
 */
export const eraseThings = async (tx: Queries, ids: readonly string[]): Promise<number> => {
  if (ids.length === 0) return 0;
  const concerned = [...ids];
  await tx
    .update(auditEntry)
    .set({ before: null, after: null })
    .where(or(inArray(auditEntry.thing, concerned), inArray(auditEntry.onBehalfOf, concerned)));
  const gone = await tx
    .delete(thing)
    .where(inArray(thing.id, concerned))
    .returning({ id: thing.id });
  return gone.length;
};

/** Those of the identifiers that are a thing here. */
export const thingsAmong = async (tx: Queries, ids: readonly string[]): Promise<string[]> => {
  const found: string[] = [];
  for (let from = 0; from < ids.length; from += 1000)
    found.push(
      ...(
        await tx
          .select({ id: thing.id })
          .from(thing)
          .where(inArray(thing.id, ids.slice(from, from + 1000)))
      ).map(({ id }) => id),
    );
  return found;
};

/** What things are called; those that are gone are left out. */
export const titlesOf = async (
  tx: Queries,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly title: string; readonly kind: string }>> => {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: thing.id, title: thing.title, kind: thing.kind })
    .from(thing)
    .where(inArray(thing.id, [...ids]));
  return new Map(rows.map(({ id, ...rest }) => [id, rest]));
};

export const findThing = async (tx: Queries, id: string) =>
  (await tx.select().from(thing).where(eq(thing.id, id)))[0];
