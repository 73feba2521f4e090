import { and, desc, eq, gte, lt } from "drizzle-orm";
import type { Database } from "../records/database.ts";
import { type AuditEntry, auditEntry } from "./tables.ts";

export interface AuditQuery {
  readonly thing?: string | undefined;
  /** Who did it. */
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  /** UTC milliseconds. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  /** Older than this entry. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The newest first. */
export const listEntries = (db: Database, query: AuditQuery): Promise<AuditEntry[]> =>
  db
    .select()
    .from(auditEntry)
    .where(
      and(
        query.thing === undefined ? undefined : eq(auditEntry.thing, query.thing),
        query.actor === undefined ? undefined : eq(auditEntry.actor, query.actor),
        query.action === undefined ? undefined : eq(auditEntry.action, query.action),
        query.from === undefined ? undefined : gte(auditEntry.at, new Date(query.from)),
        query.until === undefined ? undefined : lt(auditEntry.at, new Date(query.until)),
        query.cursor === undefined ? undefined : lt(auditEntry.id, query.cursor),
      ),
    )
    .orderBy(desc(auditEntry.id))
    .limit(query.limit);
