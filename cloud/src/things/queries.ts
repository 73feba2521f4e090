import { inArray, or } from "drizzle-orm";
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
