import { and, desc, eq, isNotNull, or, sql } from "drizzle-orm";
import { auditEntry } from "../audit/tables.ts";
import { outboxMessage } from "../outbox/tables.ts";
import type { Queries } from "../records/database.ts";
import { thing } from "../things/tables.ts";

const MOST = 10_000;

/** What somebody did, and what was done for them. */
export const auditOf = (tx: Queries, who: string) =>
  tx
    .select({
      at: auditEntry.at,
      action: auditEntry.action,
      thing: auditEntry.thing,
      onBehalfOf: auditEntry.onBehalfOf,
    })
    .from(auditEntry)
    .where(or(eq(auditEntry.actor, who), eq(auditEntry.onBehalfOf, sql`${who}::uuid`)))
    .orderBy(desc(auditEntry.at))
    .limit(MOST);

/** Takes somebody out of the audit; what was done stays. */
export const forgetInAudit = async (tx: Queries, who: string): Promise<void> => {
  await tx.update(auditEntry).set({ actor: null }).where(eq(auditEntry.actor, who));
  await tx
    .update(auditEntry)
    .set({ onBehalfOf: null })
    .where(eq(auditEntry.onBehalfOf, sql`${who}::uuid`));
  await tx
    .update(auditEntry)
    .set({ thing: null, before: null, after: null })
    .where(eq(auditEntry.thing, sql`${who}::uuid`));
  // Where somebody else's entry names them: who was moved to another circle, say.
  const named = sql`strpos(coalesce(${auditEntry.before}::text, '') || coalesce(${auditEntry.after}::text, ''), ${who}) > 0`;
  await tx.update(auditEntry).set({ before: null, after: null }).where(named);
};

/** The things that somebody owns. */
export const thingsOf = (tx: Queries, who: string) =>
  tx
    .select({
      id: thing.id,
      kind: thing.kind,
      title: thing.title,
      summary: thing.summary,
      status: thing.status,
      visibility: thing.visibility,
      licence: thing.licence,
      created: thing.created,
      updated: thing.updated,
    })
    .from(thing)
    .where(eq(thing.owner, who))
    .orderBy(thing.created)
    .limit(MOST);

/** Messages that were sent or wait: when and about what, without their content. */
export const messagesTo = (tx: Queries, who: string) =>
  tx
    .select({
      subject: outboxMessage.subject,
      kind: outboxMessage.kind,
      state: outboxMessage.state,
      created: outboxMessage.created,
      settled: outboxMessage.settled,
    })
    .from(outboxMessage)
    .where(and(eq(outboxMessage.person, who), isNotNull(outboxMessage.created)))
    .orderBy(desc(outboxMessage.created))
    .limit(MOST);
