import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, newId } from "../records/columns.ts";

/**
 * Who changed what. No foreign keys: an entry stays when what it tells of is gone, and an erasure takes
 * the names out of it.
 */
export const auditEntry = pgTable(
  "audit_entry",
  {
    id: newId(),
    at: instant("at").notNull(),
    /** "person", "program", "administrator", "station", "gateway", "nobody", "system". */
    actorKind: text("actor_kind").notNull(),
    actor: text("actor"),
    /** The person for whom the actor acted. */
    onBehalfOf: uuid("on_behalf_of"),
    /** "people.erase": the module, and what was done. */
    action: text("action").notNull(),
    thing: uuid("thing"),
    before: jsonb("before"),
    after: jsonb("after"),
  },
  (own) => [
    index("audit_entry_at").on(own.at),
    index("audit_entry_thing").on(own.thing, own.at),
    index("audit_entry_actor").on(own.actor, own.at),
    index("audit_entry_on_behalf_of").on(own.onBehalfOf, own.at),
  ],
);
export type AuditEntry = typeof auditEntry.$inferSelect;
