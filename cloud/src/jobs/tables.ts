import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, words } from "../records/columns.ts";
import { thing } from "../things/tables.ts";

export const jobStates = ["waiting", "running", "done", "failed", "cancelled"] as const;

/** Long work that was asked for, and how far it is. */
export const job = pgTable(
  "job",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    state: text("state", { enum: jobStates }).notNull().default("waiting"),
    /** What it was given, for its handler. */
    data: jsonb("data").notNull(),
    /** Of `total` steps; 0 of 0 before the total is known. */
    done: integer("done").notNull().default(0),
    total: integer("total").notNull().default(0),
    /** What the handler says of where it is. */
    note: text("note"),
    result: jsonb("result"),
    fault: text("fault"),
    /** Runs that failed by themselves: what the end of the program or of the machine cut off is none. */
    failures: integer("failures").notNull().default(0),
    person: uuid("person").references(() => thing.id, { onDelete: "cascade" }),
    created: instant("created").notNull(),
    started: instant("started"),
    ended: instant("ended"),
  },
  (own) => [
    index("job_created").on(own.created),
    index("job_name").on(own.name, own.created),
    index("job_person").on(own.person),
    check("job_state", sql`${own.state} in (${words(jobStates)})`),
  ],
);
export type Job = typeof job.$inferSelect;
