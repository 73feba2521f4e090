import { and, asc, eq, inArray, isNotNull, lt, lte, ne, or, sql } from "drizzle-orm";
import type { Database, Queries, Transaction } from "../records/database.ts";
import { type OutboxMessage, outboxMessage } from "./tables.ts";

/** The message that has waited longest; locked until the transaction ends, so that no other sends it too. */
export const takeOne = async (
  tx: Transaction,
  kind: string,
  now: Date,
): Promise<OutboxMessage | undefined> => {
  const [found] = await tx
    .select()
    .from(outboxMessage)
    .where(
      and(
        eq(outboxMessage.kind, kind),
        eq(outboxMessage.state, "waiting"),
        lte(outboxMessage.next, now),
      ),
    )
    .orderBy(asc(outboxMessage.next))
    .limit(1)
    .for("update", { skipLocked: true });
  return found;
};

export const insertMessage = async (
  tx: Queries,
  message: typeof outboxMessage.$inferInsert,
): Promise<void> => {
  await tx.insert(outboxMessage).values(message).onConflictDoNothing();
};

export const changeMessage = async (
  tx: Queries,
  id: string,
  change: Partial<typeof outboxMessage.$inferInsert>,
): Promise<void> => {
  await tx.update(outboxMessage).set(change).where(eq(outboxMessage.id, id));
};

const emptied = { content: null, recipient: null } as const;

/** What nobody took in time is given up; what was given up loses its content at its expiry too. */
export const expire = async (db: Database, now: Date): Promise<void> => {
  await db
    .update(outboxMessage)
    .set({ ...emptied, state: "expired", settled: now })
    .where(and(eq(outboxMessage.state, "waiting"), lte(outboxMessage.expires, now)));
  await db
    .update(outboxMessage)
    .set(emptied)
    .where(
      and(
        ne(outboxMessage.state, "waiting"),
        lte(outboxMessage.expires, now),
        or(isNotNull(outboxMessage.content), isNotNull(outboxMessage.recipient)),
      ),
    );
};

/** Removes the traces of messages that were settled before `until`. */
export const removeSettled = async (db: Database, until: Date): Promise<void> => {
  await db
    .delete(outboxMessage)
    .where(
      and(
        inArray(outboxMessage.state, ["delivered", "expired", "dead"]),
        lt(outboxMessage.settled, until),
      ),
    );
};

export const countByState = async (
  db: Database,
): Promise<readonly { kind: string; state: OutboxMessage["state"]; count: number }[]> =>
  db
    .select({
      kind: outboxMessage.kind,
      state: outboxMessage.state,
      count: sql<number>`count(*)::int`,
    })
    .from(outboxMessage)
    .groupBy(outboxMessage.kind, outboxMessage.state);
