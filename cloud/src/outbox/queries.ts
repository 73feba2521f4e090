import { and, asc, desc, eq, gt, inArray, isNotNull, lt, lte, min, ne, or, sql } from "drizzle-orm";
import type { Database, Queries, Transaction } from "../records/database.ts";
import { type OutboxMessage, outboxMessage } from "./tables.ts";

/**
 * Messages that have waited longest, those of very many last; locked until the transaction ends, so that no other sends
 * them too.
 */
export const takeSome = (
  tx: Transaction,
  kind: string,
  now: Date,
  most: number,
): Promise<OutboxMessage[]> =>
  tx
    .select()
    .from(outboxMessage)
    .where(
      and(
        eq(outboxMessage.kind, kind),
        eq(outboxMessage.state, "waiting"),
        lte(outboxMessage.next, now),
      ),
    )
    .orderBy(asc(outboxMessage.bulk), asc(outboxMessage.next))
    .limit(most)
    .for("update", { skipLocked: true });

export const insertMessages = async (
  tx: Queries,
  messages: readonly (typeof outboxMessage.$inferInsert)[],
): Promise<void> => {
  if (messages.length > 0)
    await tx
      .insert(outboxMessage)
      .values([...messages])
      .onConflictDoNothing();
};

export const changeMessage = async (
  tx: Queries,
  id: string,
  change: Partial<typeof outboxMessage.$inferInsert>,
): Promise<void> => {
  await tx.update(outboxMessage).set(change).where(eq(outboxMessage.id, id));
};

/**
 * Takes back what has not left of messages with these numbers, and of those whose keys begin with one of these words (a
 * copy's with the number of its message). What is under way at this moment is not waited for.
 */
export const withdrawMessages = async (tx: Queries, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  const waiting = tx
    .select({ id: outboxMessage.id })
    .from(outboxMessage)
    .where(
      and(
        eq(outboxMessage.state, "waiting"),
        or(
          inArray(sql`${outboxMessage.id}::text`, [...ids]),
          inArray(sql`split_part(${outboxMessage.key}, ' ', 1)`, [...ids]),
        ),
      ),
    )
    .for("update", { skipLocked: true });
  await tx.delete(outboxMessage).where(inArray(outboxMessage.id, waiting));
};

/** What a clock that was ahead has put off is due: nothing waits longer than `longestMs`. */
export const bringBack = async (db: Database, now: Date, longestMs: number): Promise<void> => {
  const latest = new Date(now.getTime() + longestMs);
  await db
    .update(outboxMessage)
    .set({ next: now, created: sql`least(${outboxMessage.created}, ${now.toISOString()})` })
    .where(
      and(
        eq(outboxMessage.state, "waiting"),
        or(gt(outboxMessage.next, latest), gt(outboxMessage.created, now)),
      ),
    );
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

/** When the oldest message that waits was put, by kind; an index has the few that wait. */
export const oldestWaiting = async (
  db: Database,
): Promise<readonly { kind: string; created: Date }[]> => {
  const rows = await db
    .select({ kind: outboxMessage.kind, created: min(outboxMessage.created) })
    .from(outboxMessage)
    .where(eq(outboxMessage.state, "waiting"))
    .groupBy(outboxMessage.kind);
  return rows.flatMap(({ kind, created }) => (created === null ? [] : [{ kind, created }]));
};

export interface OutboxQuery {
  readonly state?: OutboxMessage["state"] | undefined;
  readonly kind?: string | undefined;
  /** Older than this message. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The newest first. */
export const listMessages = (
  db: Queries,
  { state, kind, cursor, limit }: OutboxQuery,
): Promise<OutboxMessage[]> =>
  db
    .select()
    .from(outboxMessage)
    .where(
      and(
        state === undefined ? undefined : eq(outboxMessage.state, state),
        kind === undefined ? undefined : eq(outboxMessage.kind, kind),
        cursor === undefined ? undefined : lt(outboxMessage.id, cursor),
      ),
    )
    .orderBy(desc(outboxMessage.id))
    .limit(limit);

export const findMessage = async (db: Queries, id: string): Promise<OutboxMessage | undefined> => {
  const [found] = await db.select().from(outboxMessage).where(eq(outboxMessage.id, id));
  return found;
};

/** Waits for a delivery that is under way: what becomes of it is known then. */
export const lockMessage = async (
  tx: Transaction,
  id: string,
): Promise<OutboxMessage | undefined> => {
  const [found] = await tx
    .select()
    .from(outboxMessage)
    .where(eq(outboxMessage.id, id))
    .for("update");
  return found;
};

export const removeMessage = async (tx: Queries, id: string): Promise<void> => {
  await tx.delete(outboxMessage).where(eq(outboxMessage.id, id));
};
